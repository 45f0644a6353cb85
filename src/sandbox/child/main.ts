import { SILENT } from '../../core/index.ts'
import { controlClient } from '../control/client.ts'
import { seededRandom } from '../faults/random.ts'
import { startSandbox } from '../start.ts'
import type { ChildReady } from './ready.ts'

// The sandboxes of a drill, in a process that exits with its parent, also after a crash of it. After LEASE_MS without a
// message of the parent all faults are cleared, so that a hung or stopped parent leaves no fault active.

const LEASE_MS = 3_000
const CHECK_EVERY_MS = 500

const [count = '1', seed = '1'] = process.argv.slice(2)

// A Ctrl-C in the terminal goes to the whole process group; the parent handles it and ends this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit(0))

const sandboxes = await Promise.all(
  Array.from({ length: Number(count) }, (_none, index) =>
    startSandbox({ port: 0, controlPort: 0, log: SILENT, random: seededRandom(Number(seed) + index) }),
  ),
)
const controls = sandboxes.map(({ controlUrl }) => controlClient(controlUrl))

let lastMessageAt = performance.now()
process.on('message', () => {
  lastMessageAt = performance.now()
})
setInterval(() => {
  if (performance.now() - lastMessageAt < LEASE_MS) return
  for (const control of controls) void control.heal().catch(() => undefined)
}, CHECK_EVERY_MS)

const ready: ChildReady = { sandboxes: sandboxes.map(({ url, controlUrl }) => ({ url, controlUrl })) }
process.send?.(ready)
if (!process.connected) process.exit(0)
