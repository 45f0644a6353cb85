import { describe, expect, it, vi } from 'vitest'
import type { RunReport } from '../../../src/run/protocol/protocol.ts'
import { PendingRuns } from '../../../src/run/supervisor/pending-runs.ts'
import type { RunnerLost } from '../../../src/run/supervisor/runner-lost.ts'

const REPORT = { steps: [] } as unknown as RunReport
const LOST = new Error('the runner is gone') as RunnerLost
const watch = () => ({ begun: vi.fn(), step: vi.fn() })

describe('the runs that a runner works on', () => {
  it('end with their own report', async () => {
    const runs = new PendingRuns()
    const [first, second] = [runs.add(1, watch()), runs.add(2, watch())]
    runs.resolve(2, REPORT)
    expect(await second).toBe(REPORT)
    expect(runs.size).toBe(1)
    runs.resolve(1, REPORT)
    expect(await first).toBe(REPORT)
    expect(runs.size).toBe(0)
  })

  it('report their progress to their own watch only', () => {
    const runs = new PendingRuns()
    const [first, second] = [watch(), watch()]
    void runs.add(1, first)
    void runs.add(2, second)
    runs.begun(1)
    runs.step(1, 'sign in')
    expect([first.begun.mock.calls.length, first.step.mock.calls]).toEqual([1, [['sign in']]])
    expect([second.begun.mock.calls.length, second.step.mock.calls.length]).toEqual([0, 0])
  })

  it('ignore messages after their end, or about an unknown run', async () => {
    const runs = new PendingRuns()
    const first = watch()
    const report = runs.add(1, first)
    runs.resolve(1, REPORT)
    runs.begun(1)
    runs.step(1, 'late')
    runs.resolve(1, { ...REPORT })
    runs.resolve(9, REPORT)
    expect([await report, first.begun.mock.calls.length, first.step.mock.calls.length]).toEqual([REPORT, 0, 0])
  })

  it('all fail when the runner is lost, without an unhandled rejection', async () => {
    const runs = new PendingRuns()
    const reports = [runs.add(1, watch()), runs.add(2, watch())]
    runs.rejectAll(LOST)
    expect(runs.size).toBe(0)
    for (const report of reports) await expect(report).rejects.toBe(LOST)
  })

  it('are drained once those that are pending now have ended, however they end', async () => {
    const runs = new PendingRuns()
    await runs.drained()
    void runs.add(1, watch())
    void runs.add(2, watch()).catch(() => {})
    let isDrained = false
    const drained = runs.drained().then(() => {
      isDrained = true
    })
    void runs.add(3, watch()).catch(() => {})
    runs.resolve(1, REPORT)
    await new Promise((resolve) => setImmediate(resolve))
    expect(isDrained).toBe(false)
    runs.rejectAll(LOST)
    await drained
    expect(isDrained).toBe(true)
  })
})
