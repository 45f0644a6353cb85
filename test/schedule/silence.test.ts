import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type ProbePlan, SECOND } from '../../src/core/index.ts'
import { createSilenceWatch } from '../../src/schedule/index.ts'

const planOf = (probe: string, timeoutMs = 30 * SECOND): ProbePlan =>
  ({ target: 't', surface: probe, probe, cadence: { every: MINUTE }, timeoutMs }) as ProbePlan
const LOGIN = planOf('login')

describe('a probe whose slot was due', () => {
  it('is silent once the next slot is due and no report came', () => {
    const watch = createSilenceWatch()
    watch.due(LOGIN, 0, MINUTE)
    expect(watch.silent(MINUTE)).toEqual([])
    expect(watch.silent(MINUTE + 1)).toEqual([{ plan: LOGIN, silentMs: MINUTE + 1 }])
  })

  it('is given as long as a run can take, and 10 s for its runner to start', () => {
    const slow = planOf('slow', 2 * MINUTE)
    const watch = createSilenceWatch()
    watch.due(slow, 0, MINUTE)
    expect(watch.silent(2 * MINUTE + 10 * SECOND)).toEqual([])
    expect(watch.silent(2 * MINUTE + 10 * SECOND + 1)).toHaveLength(1)
  })

  it('is not awaited longer than a quarter of an hour, however far the next slot is', () => {
    const watch = createSilenceWatch()
    watch.due(LOGIN, 0, 24 * HOUR)
    expect(watch.silent(15 * MINUTE)).toEqual([])
    expect(watch.silent(15 * MINUTE + 1)).toHaveLength(1)
  })

  it('stays silent since its first slot while further slots bring no report', () => {
    const watch = createSilenceWatch()
    for (const slot of [0, 1, 2, 3]) watch.due(LOGIN, slot * MINUTE, MINUTE)
    expect(watch.silent(4 * MINUTE)).toEqual([{ plan: LOGIN, silentMs: 4 * MINUTE }])
  })

  it('is no longer silent after any report, until a later slot brings none', () => {
    const watch = createSilenceWatch()
    watch.due(LOGIN, 0, MINUTE)
    watch.reported(LOGIN)
    expect(watch.silent(HOUR)).toEqual([])
    watch.due(LOGIN, HOUR, MINUTE)
    expect(watch.silent(HOUR + MINUTE + 1)).toEqual([{ plan: LOGIN, silentMs: MINUTE + 1 }])
  })

  it('is watched apart from other probes', () => {
    const chat = planOf('chat')
    const watch = createSilenceWatch()
    watch.due(LOGIN, 0, MINUTE)
    watch.due(chat, 0, MINUTE)
    watch.reported(LOGIN)
    expect(watch.silent(HOUR).map(({ plan }) => plan.probe)).toEqual(['chat'])
  })

  it('is not silent where no slot was ever due', () => {
    const watch = createSilenceWatch()
    watch.reported(LOGIN)
    expect(watch.silent(Number.MAX_SAFE_INTEGER)).toEqual([])
  })
})
