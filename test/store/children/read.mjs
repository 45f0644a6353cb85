// Opens the database at argv[2] for reading and prints how many runs it has, or the code of the error.
import { openStoreReader } from '../../../dist/src/store/index.js'

try {
  const reader = await openStoreReader({ path: process.argv[2] })
  process.stdout.write(`${(await reader.runs({ limit: 99 })).length} runs`)
  await reader.close()
} catch (error) {
  process.stdout.write(`${error.code}: ${error.message}`)
}
