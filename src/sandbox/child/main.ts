import { SILENT } from '../../core/index.ts'
import { controlClient } from '../control/client.ts'
import { seededRandom } from '../faults/random.ts'
import { startSandbox } from '../start.ts'
import type { ChildReady } from './ready.ts'

// The sandboxes of a drill, in a process that ends with its parent, however that one ends. Faults need a parent that is
// alive: they are cleared once it was silent for LEASE_MS, so that a parent that hangs or is stopped leaves none behind.

const LEASE_MS = 3_000
const CHECK_EVERY_MS = 500

const [count = '1', seed = '1'] = process.argv.slice(2)

// A Ctrl-C in the terminal is meant for the parent, which ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(0))

const sandboxes = await Promise.all(
  Array.from({ length: Number(count) }, (_none, index) =>
    startSandbox({ port: 0, controlPort: 0, log: SILENT, random: seededRandom(Number(seed) + index) }),
  ),
)
const controls = sandboxes.map(({ controlUrl }) => controlClient(controlUrl))

let heardAt = performance.now()
process.on('message', () => {
  heardAt = performance.now()
})
setInterval(() => {
  if (performance.now() - heardAt < LEASE_MS) return
  for (const control of controls) void control.heal().catch(() => undefined)
}, CHECK_EVERY_MS)

const ready: ChildReady = { sandboxes: sandboxes.map(({ url, controlUrl }) => ({ url, controlUrl })) }
process.send?.(ready)
if (!process.connected) process.exit(0)
