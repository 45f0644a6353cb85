import { describe, expect, it } from 'vitest'
import { MINUTE, monitorNoticesOf } from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 9)
const STORAGE = {
  ...{ since: NOW - 5 * MINUTE, code: 'disk_full', message: 'The disk is full', hint: 'Free space.' },
  ...{ heldRuns: 12, droppedRuns: 0 },
}

describe('what is wrong with the monitor itself', () => {
  it('is nothing where nothing is', () => {
    expect(monitorNoticesOf({}, NOW, 'worker')).toEqual([])
  })

  it('is why nothing is stored, how much waits, and where the states come from', () => {
    const [fromWorker] = monitorNoticesOf({ storage: STORAGE }, NOW, 'worker')
    expect(fromWorker).toEqual({
      ...{ kind: 'storage', since: STORAGE.since, todo: 'Free space.' },
      text: 'the worker cannot store results since 5 min ago: The disk is full. It continues to probe and alert; 12 results wait in memory. The states below come from the worker',
    })
    const [fromDatabase] = monitorNoticesOf({ storage: { ...STORAGE, droppedRuns: 3 } }, NOW, 'database')
    expect(fromDatabase?.text).toMatch(/wait in memory, 3 more are lost\. The states below are older than that$/)
  })

  it('says what to do without a hint, and is never negative after the clock was set back', () => {
    const { hint: _, ...plain } = STORAGE
    const [notice] = monitorNoticesOf({ storage: { ...plain, since: NOW + MINUTE } }, NOW, 'worker')
    expect(notice).toMatchObject({
      todo: 'See the log of the worker.',
      text: expect.stringContaining('since 0 ms ago'),
    })
  })

  it('names the dead-man switch by its variable, then where the dashboard listens', () => {
    const deadMan = { since: NOW - MINUTE, why: 'it answered HTTP 404', addressName: 'DEAD_MAN_URL' }
    const dashboard = { text: 'it listens on loopback only', todo: 'Set a token.' }
    expect(monitorNoticesOf({ dashboard, deadMan, storage: STORAGE }, NOW, 'worker')).toMatchObject([
      { kind: 'storage' },
      { kind: 'deadMan', todo: expect.stringContaining('DEAD_MAN_URL') },
      { kind: 'dashboard', todo: 'Set a token.' },
    ])
  })
})
