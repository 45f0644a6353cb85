// `npm run pictures`: draws the pictures of the README again, from a seeded database.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleModule } from '../../dist/src/bundle/index.js'

const here = import.meta.dirname
const module = await bundleModule(join(here, 'main.ts'), join(here, '../../.doorwatch/cache'))
await import(pathToFileURL(module).href)
