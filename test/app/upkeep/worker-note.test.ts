import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkerNote, readWorkerNote } from '../../../src/app/upkeep/worker-note.ts'
import { MonitorError, SILENT } from '../../../src/core/index.ts'
import { newFolder } from '../../support/folder.ts'

const failing = (message: string) => ({
  ...{ ok: false as const, since: 5, heldRuns: 3, droppedRuns: 1 },
  error: new MonitorError('db_full', message, { hint: 'Free some space.' }),
})

describe('the note that a worker leaves for other commands', () => {
  it('says why nothing is stored, and says so no more once it is', () => {
    const folder = newFolder('note')
    const note = createWorkerNote(folder, SILENT)
    const nothingWrong = { pid: process.pid, aliveAtUptime: expect.any(Number) }
    expect(readWorkerNote(folder)).toEqual(nothingWrong)
    note.write(failing('no room'))
    expect(readWorkerNote(folder)?.storage).toEqual({
      ...{ since: 5, code: 'db_full', message: 'no room', hint: 'Free some space.' },
      ...{ heldRuns: 3, droppedRuns: 1 },
    })
    note.write({ ok: true })
    expect(readWorkerNote(folder)).toEqual(nothingWrong)
    note.remove()
    expect(readWorkerNote(folder)).toBeUndefined()
  })

  it('is as large from the beginning as it will ever be, so that a full disk does not keep it from changing', () => {
    const folder = newFolder('note')
    const note = createWorkerNote(folder, SILENT, 'http://127.0.0.1:4850')
    const before = statSync(join(folder, 'worker.json')).size
    note.write(failing('x'.repeat(50_000)))
    expect(statSync(join(folder, 'worker.json')).size).toBe(before)
    expect(readWorkerNote(folder)).toMatchObject({
      storage: { code: 'db_full' },
      dashboardUrl: 'http://127.0.0.1:4850',
    })
  })

  it('of a worker that was killed is not believed, nor is a file of something else', () => {
    const folder = newFolder('note')
    writeFileSync(join(folder, 'worker.json'), JSON.stringify({ pid: 4_194_304, storage: {} }))
    expect(readWorkerNote(folder)).toBeUndefined()
    writeFileSync(join(folder, 'worker.json'), 'not JSON')
    expect(readWorkerNote(folder)).toBeUndefined()
  })

  it('that cannot be written is a warning, and the worker goes on', () => {
    const warnings: string[] = []
    const file = join(newFolder('note'), 'file')
    writeFileSync(file, '')
    const note = createWorkerNote(join(file, 'below'), { ...SILENT, warn: (event) => void warnings.push(event) })
    note.write({ ok: true })
    note.remove()
    expect(warnings).toEqual(['the note for other commands cannot be written'])
  })
})
