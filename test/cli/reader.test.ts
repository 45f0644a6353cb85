import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createWorkerNote } from '../../src/app/upkeep/worker-note.ts'
import { openReader } from '../../src/cli/readings/reader.ts'
import { isWorkerAlive, MonitorError, SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { newFolder } from '../support/product.ts'

it('a command takes a worker for alive that can only leave a note, and no longer once the note is gone', async () => {
  const stateDir = newFolder('reader')
  const database = join(stateDir, 'd.sqlite')
  await (await openStore({ path: database, log: SILENT, clock: Date })).close()
  const reader = await openReader({ database, stateDir })
  const isAlive = async () => isWorkerAlive(await reader.lastHeartbeat(), Date.now())
  try {
    expect(await isAlive()).toBe(false)
    const note = createWorkerNote(stateDir, SILENT)
    expect(await isAlive()).toBe(false)
    const error = new MonitorError('db_full', 'there is no room')
    note.write({ ok: false, since: Date.now(), error, heldRuns: 0, droppedRuns: 0 })
    expect(await isAlive()).toBe(true)
    note.remove()
    expect(await isAlive()).toBe(false)
  } finally {
    await reader.close()
  }
})
