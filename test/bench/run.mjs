// `npm run bench`: the engine's benchmark; `node test/bench/run.mjs NAME…`: those of other folders beside this file.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleModule } from '../../dist/src/bundle/index.js'

const here = import.meta.dirname
const folders = readdirSync(here).filter((name) => existsSync(join(here, name, 'main.ts')))
const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const names = asked.length > 0 ? asked.filter((name) => folders.includes(name)) : ['engine']

for (const name of names) {
  const module = await bundleModule(join(here, name, 'main.ts'), join(here, '../../.doorwatch/cache'))
  await import(pathToFileURL(module).href)
}
process.exit()
