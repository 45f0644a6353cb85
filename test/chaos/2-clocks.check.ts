import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { newFolder } from '../support/folder.ts'
import { audit } from './audit/equation.ts'
import { pause, startFaults } from './faults.ts'
import { faketime, has } from './needs.ts'
import { moreRuns, startRig } from './rig.ts'

const EVERY_MS = 2_000
/** Where the clock is set to, s from the true time. Whoever sets it back sets it forward again, so that no slot is left out. */
const OFFSETS = ['-3600', '+3600', '-86400', '+86400', '+45', '-90', '+0']
/** Longer than any pause of the worker itself, ms. */
const STOPPED_MS = 12_000

const library = faketime()

it.skipIf(!has('clock', library !== undefined, 'libfaketime (apt-get install libfaketime)'))(
  'accounts for everything while the clock is set and the worker is stopped',
  async () => {
    const random = randomFrom(13)
    const clock = join(newFolder('chaos-clock'), 'clock')
    writeFileSync(clock, '+0')
    const environment = {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    }
    const rig = await startRig({ name: 'clocks', random, everyMs: EVERY_MS, withPage: false, environment })
    onTestFinished(rig.abandon)
    const product = rig.start()
    await moreRuns(product, 10)
    const faults = startFaults(rig.controlUrl, random)
    for (const offset of OFFSETS) {
      writeFileSync(clock, offset)
      await moreRuns(product, 15)
    }
    product.kill('SIGSTOP')
    await pause(STOPPED_MS)
    product.kill('SIGCONT')
    await moreRuns(product, 15)
    await faults.stop()
    const ending = await rig.end(60)
    const result = await audit({ rig, ending, everyMs: EVERY_MS, broken: faults.broken, repeatedTime: true })
    console.log(`\nclock   set ${OFFSETS.length} times, and the worker stopped for ${STOPPED_MS / 1_000} s`)
    console.log(result.text)
    expect(result.wrong).toEqual([])
    expect(result.fates).toMatchObject({ clock_change: expect.any(Number), suspended: expect.any(Number) })
  },
)
