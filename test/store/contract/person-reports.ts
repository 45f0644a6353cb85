import { expect, it } from 'vitest'
import { DAY, type PersonReport } from '../../../src/core/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

const REPORT: PersonReport = {
  ...{ at: NOW, target: 'claude', surface: 'cli', trouble: 'overloaded', via: 'hook' },
  ...{ reporter: '0123456789abcdef', client: '2.1.330' },
}
const HASH = 'ab'.repeat(32)

/** What people report, and the tokens that they may report with. */
export function personReportsContract({ open }: StoreFactory): void {
  it('come back as they were stored, oldest first, within the range and of the target', async () => {
    const { store, again } = await open()
    const { client: _, ...bare } = REPORT
    const older: PersonReport = { ...bare, at: NOW - 1, via: 'dashboard', trouble: 'no_answer', target: 'openai' }
    await store.saveReport(REPORT)
    await store.saveReport(older)
    for (const reader of [store, await again()]) {
      expect(await reader.reports({ from: 0, to: NOW + 1 })).toEqual([older, REPORT])
      expect(await reader.reports({ from: 0, to: NOW })).toEqual([older])
      expect(await reader.reports({ from: 0, to: NOW + 1, target: 'claude' })).toEqual([REPORT])
      expect(await reader.reports({ from: 0, to: NOW + 1, target: 'nobody' })).toEqual([])
    }
  })

  it('are pruned with the runs', async () => {
    const { store } = await open()
    await store.saveReport(REPORT)
    await store.saveReport({ ...REPORT, at: NOW - 31 * DAY })
    await store.prune(NOW, { runsMs: 30 * DAY, hoursMs: 400 * DAY })
    expect(await store.reports({ from: 0, to: NOW + 1 })).toEqual([REPORT])
  })

  it('need a token that is stored as a hash and can be revoked, alone or with all others', async () => {
    const { store } = await open()
    const other = 'cd'.repeat(32)
    await store.saveReportToken({ hash: HASH, createdAt: NOW })
    await store.saveReportToken({ hash: other, createdAt: NOW + 1 })
    expect(await store.revokeReportTokens('ab', NOW + 2)).toBe(1)
    expect(await store.revokeReportTokens('', NOW + 2)).toBe(1)
    expect(await store.revokeReportTokens('', NOW + 3)).toBe(0)
    expect(await store.reportTokens()).toEqual([
      { hash: HASH, createdAt: NOW, revokedAt: NOW + 2 },
      { hash: other, createdAt: NOW + 1, revokedAt: NOW + 2 },
    ])
  })
}
