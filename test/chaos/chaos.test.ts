import { expect, it, onTestFinished } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { audit } from './audit/equation.ts'
import { startFaults } from './faults.ts'
import { isNoticeOfKills, killAtRandom } from './killer.ts'
import { startRig } from './rig.ts'

const EVERY_MS = 1_000
/** Ends a test that hangs; everything else is counted in runs, so that a slow machine takes longer and does the same. */
const LIMIT_MS = 600_000

it(
  'accounts for every slot and delivers every alert after a dozen kills of worker and runner',
  async () => {
    const random = randomFrom(7)
    const rig = await startRig({ name: 'short', random, everyMs: EVERY_MS, withPage: false })
    onTestFinished(rig.abandon)
    rig.start()
    const faults = startFaults(rig.controlUrl, random)
    await killAtRandom(rig, random, { kills: 12, weights: { worker: 1, runner: 1 }, mostRuns: 4 })
    await faults.stop()
    const ending = await rig.end(60)
    const result = await audit({ rig, ending, everyMs: EVERY_MS, broken: faults.broken, mayNotify: isNoticeOfKills })
    console.log(result.text)
    expect(result.wrong).toEqual([])
    expect(result.runs).toBeGreaterThan(20)
    expect(result.duplicates).toBeGreaterThan(0)
    expect(result.fates.missed).toBeGreaterThan(0)
  },
  LIMIT_MS,
)
