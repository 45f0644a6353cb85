// `npm run bench`: the engine's benchmark; `npm run bench -- NAME…`: those of other folders beside this file.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleModule } from '../../dist/src/bundle/index.js'

const here = import.meta.dirname
const folders = readdirSync(here).filter((name) => existsSync(join(here, name, 'main.ts')))
const asked = process.argv.slice(2).filter((word) => /^[a-z]/.test(word))
const names = asked.length > 0 ? asked : ['engine']
const unknown = names.filter((name) => !folders.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${folders.join(', ')}`)
  process.exit(2)
}

for (const name of names) {
  const module = await bundleModule(join(here, name, 'main.ts'), join(here, '../../.doorwatch/cache'))
  await import(pathToFileURL(module).href)
}
process.exit()
