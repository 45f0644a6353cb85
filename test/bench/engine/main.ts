import { measureCost } from './cost.ts'
import { measureMemory } from './memory.ts'
import { measureOutage } from './outage.ts'
import { prepare } from './setting.ts'
import { measureTiming, measureWaits } from './timing.ts'

// What the engine costs and how true its times are, from one run on this machine. Linux: it reads /proc.
const setting = await prepare()
try {
  await measureCost(setting)
  await measureTiming(setting)
  await measureWaits(setting)
  await measureOutage(setting)
  await measureMemory(setting)
} finally {
  await setting.end()
}
