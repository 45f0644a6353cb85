import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SILENT } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import type * as SandboxModule from '../../../src/sandbox/index.ts'
import { startSite } from './site.ts'

// A process of its own, so that what the services cost is not counted as the monitor's.
const built = pathToFileURL(join(PACKAGE_ROOT, 'dist/src/sandbox/index.js')).href
const { startSandbox } = (await import(built)) as typeof SandboxModule

const [site, sandbox] = await Promise.all([startSite(), startSandbox({ port: 0, controlPort: 0, log: SILENT })])
process.send?.({ site: site.url, sandbox: sandbox.url, control: sandbox.controlUrl })
process.on('message', () => process.send?.(site.pageMs()))
process.on('disconnect', () => process.exit())
