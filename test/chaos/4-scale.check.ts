import { expect, it, onTestFinished } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { audit } from './audit/equation.ts'
import { FAULTS, startFaults } from './faults.ts'
import { moreRuns, startRig } from './rig.ts'

const EVERY_MS = 10_000
const TARGETS = 1_000
/** The first targets ask the page of the sandbox that breaks; the others ask one that never does. */
const BROKEN = 5
const KILLS = 2

it('accounts for everything while a thousand probes run and the worker is killed', async () => {
  const random = randomFrom(19)
  const targets = Array.from({ length: TARGETS }, (_, index) => ({
    name: `t${index}`,
    path: index < BROKEN ? '/sign-in' : '/',
  }))
  const rig = await startRig({ name: 'scale', random, everyMs: EVERY_MS, withPage: false, targets })
  onTestFinished(rig.abandon)
  rig.start()
  const faults = startFaults(rig.controlUrl, random, { faults: FAULTS.answers, stretch: 3 })
  for (let kill = 0; kill < KILLS; kill += 1) {
    await moreRuns(rig.running() ?? rig.start(), TARGETS * (0.5 + random.next()))
    await rig.killWorker()
    rig.start()
  }
  await faults.stop()
  const ending = await rig.end(24)
  const surfaceOf = (target: string) => (Number(target.slice(1)) < BROKEN ? 'login' : 'never broken')
  const result = await audit({ rig, ending, everyMs: EVERY_MS, broken: faults.broken, surfaceOf })
  console.log(`\nscale   ${TARGETS} probes every ${EVERY_MS / 1_000} s, the worker killed ${KILLS} times`)
  console.log(result.text)
  expect(result.wrong).toEqual([])
  expect(result.alerts).toBeGreaterThan(0)
  expect(result.runs).toBeGreaterThan(TARGETS)
})
