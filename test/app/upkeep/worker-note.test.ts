import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createWorkerNote, readWorkerNote } from '../../../src/app/upkeep/worker-note.ts'
import { MINUTE, MonitorError, SECOND, SILENT } from '../../../src/core/index.ts'
import { newFolder } from '../../support/folder.ts'

const clock = { uptime: () => MINUTE }

const failing = (message: string) => ({
  ...{ ok: false as const, since: 5, heldRuns: 3, droppedRuns: 1 },
  error: new MonitorError('db_full', message, { hint: 'Free some space.' }),
})

describe('the note of a worker for other commands', () => {
  it('has the reason while nothing can be stored, and loses it afterwards', () => {
    const folder = newFolder('note')
    const note = createWorkerNote({ stateDir: folder, log: SILENT, clock })
    const nothingWrong = { pid: process.pid, aliveAtUptime: 60 }
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

  it('has its full size from the start, so that it can be overwritten on a full disk', () => {
    const folder = newFolder('note')
    const note = createWorkerNote({ stateDir: folder, log: SILENT, clock, dashboardUrl: 'http://127.0.0.1:4850' })
    const before = statSync(join(folder, 'worker.json')).size
    note.write(failing('x'.repeat(50_000)))
    expect(statSync(join(folder, 'worker.json')).size).toBe(before)
    expect(readWorkerNote(folder)).toMatchObject({
      storage: { code: 'db_full' },
      dashboardUrl: 'http://127.0.0.1:4850',
    })
  })

  it('refreshes its sign of life after 5 s', () => {
    let uptime = 60
    const folder = newFolder('note')
    const note = createWorkerNote({ stateDir: folder, log: SILENT, clock: { uptime: () => uptime * SECOND } })
    const aliveAt = () => readWorkerNote(folder)?.aliveAtUptime
    uptime = 64
    note.write({ ok: true })
    expect(aliveAt()).toBe(60)
    uptime = 65
    note.write({ ok: true })
    expect(aliveAt()).toBe(65)
    note.remove()
  })

  it('is ignored when its worker was killed or the file is not a note', () => {
    const folder = newFolder('note')
    writeFileSync(join(folder, 'worker.json'), JSON.stringify({ pid: 4_194_304, storage: {} }))
    expect(readWorkerNote(folder)).toBeUndefined()
    writeFileSync(join(folder, 'worker.json'), 'not JSON')
    expect(readWorkerNote(folder)).toBeUndefined()
  })

  it('logs one warning when it cannot be written', () => {
    const warnings: string[] = []
    const file = join(newFolder('note'), 'file')
    writeFileSync(file, '')
    const note = createWorkerNote({
      stateDir: join(file, 'below'),
      log: { ...SILENT, warn: (event) => void warnings.push(event) },
      clock,
    })
    note.write({ ok: true })
    note.remove()
    expect(warnings).toEqual(['the note for other commands cannot be written'])
  })
})
