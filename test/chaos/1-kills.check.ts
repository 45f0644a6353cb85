import { expect, it, onTestFinished } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { audit } from './audit/equation.ts'
import { startFaults } from './faults.ts'
import { isNoticeOfKills, killAtRandom } from './killer.ts'
import { startRig } from './rig.ts'

const EVERY_MS = 2_000
const KILLS = 210

it('accounts for everything after two hundred kills of worker, runner and browser', async () => {
  const random = randomFrom(11)
  const rig = await startRig({ name: 'kills', random, everyMs: EVERY_MS, withPage: true })
  onTestFinished(rig.abandon)
  rig.start()
  const faults = startFaults(rig.controlUrl, random)
  const weights = { worker: 3, runner: 4, browser: 3 }
  const kills = await killAtRandom(rig, random, { kills: KILLS, weights, mostRuns: 4 })
  await faults.stop()
  const ending = await rig.end(60)
  const result = await audit({ rig, ending, everyMs: EVERY_MS, broken: faults.broken, mayNotify: isNoticeOfKills })
  console.log(`\nkills   ${kills.worker} of the worker, ${kills.runner} of the runner, ${kills.browser} of the browser`)
  console.log(result.text)
  expect(result.wrong).toEqual([])
  expect(Math.min(...Object.values(kills))).toBeGreaterThan(20)
  expect(result.duplicates).toBeGreaterThan(0)
  expect(result.fates.missed).toBeGreaterThan(0)
})
