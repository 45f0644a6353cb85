// Opens the database at argv[2] and says on stdout how that went: 'open', or the code of the error.
import { openStore } from '../../../dist/src/store/index.js'

const log = { debug() {}, info() {}, warn() {}, error() {} }
try {
  const store = await openStore({ path: process.argv[2], log, clock: { now: () => Date.now() } })
  await store.close()
  process.stdout.write('open')
} catch (error) {
  process.stdout.write(`${error.code}: ${error.hint}`)
}
