import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { newFolder } from '../support/folder.ts'
import { audit } from './audit/equation.ts'
import { TROUBLES } from './disk-troubles.ts'
import { startFaults } from './faults.ts'
import { canMount, has, mountDisk, unmount } from './needs.ts'
import { moreRuns, startRig } from './rig.ts'

const EVERY_MS = 2_000
const DISK_MB = 16

it.skipIf(!has('disk', canMount(), 'the right to mount a file system (root)'))(
  'accounts for everything while the database is full, locked, deleted and read-only',
  async () => {
    const random = randomFrom(17)
    const disk = join(newFolder('chaos-disk'), 'disk')
    mkdirSync(disk)
    mountDisk(disk, DISK_MB)
    onTestFinished(() => unmount(disk))
    const database = join(disk, 'doorwatch.sqlite')
    const rig = await startRig({ name: 'disk', random, everyMs: EVERY_MS, withPage: false, database })
    onTestFinished(rig.abandon)
    const product = rig.start()
    await moreRuns(product, 10)
    const faults = startFaults(rig.controlUrl, random)
    for (const trouble of TROUBLES) {
      const recover = trouble.begin(database)
      await moreRuns(product, 40)
      recover()
      await moreRuns(product, 15)
    }
    await faults.stop()
    const ending = await rig.end(60)
    const result = await audit({ rig, ending, everyMs: EVERY_MS, broken: faults.broken })
    const outages = product.stderr().split('the database cannot be written').length - 1
    console.log(
      `\ndisk    ${TROUBLES.map(({ name }) => name).join(', ')}; the worker went on in memory ${outages} times`,
    )
    console.log(result.text)
    expect(result.wrong).toEqual([])
    expect(outages).toBeGreaterThanOrEqual(TROUBLES.length - 1)
    expect(result.alerts).toBeGreaterThan(0)
  },
)
