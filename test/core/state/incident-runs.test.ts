import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  incidentRuns,
  MINUTE,
  type RunQuery,
  type RunRecord,
  runIdsOf,
  SECOND,
  withRequests,
} from '../../../src/core/index.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { requestOf } from '../../support/requests.ts'
import { failureOf, NOW } from '../../support/scenarios.ts'

const FAILED = { outcome: 'failed', failure: failureOf('server_error', 'HTTP 500') } as const
let nextId = 1

function run(at: number, more: Partial<RunRecord> = {}): RunRecord {
  nextId += 1
  return {
    ...{ id: nextId, target: 'sandbox', surface: 'login', probe: 'login', location: 'office', trigger: 'schedule' },
    ...{ scheduledAt: at, startedAt: at, durationMs: 500, outcome: 'passed', steps: [] },
    ...more,
  }
}

const incident = (since = NOW, surface = 'login') => ({
  target: 'sandbox',
  surfaces: [{ surface, state: 'down', worst: 'down', since } as const],
})
const runsIn = (runs: readonly RunRecord[], of = incident()) =>
  incidentRuns(
    memoryHistory(() => ({ ...NO_HISTORY, runs: runs.toSorted((a, b) => a.scheduledAt - b.scheduledAt) })),
    of,
  )

describe('the runs of an incident', () => {
  it('are the first that failed, the last good one of its probe, and the runs that confirmed it', async () => {
    const good = run(NOW - 2 * MINUTE)
    const slow = run(NOW - MINUTE, { outcome: 'slow' })
    const other = run(NOW - 30 * SECOND, { probe: 'login-sso' })
    const failing = run(NOW, FAILED)
    const confirm = run(NOW + 10 * SECOND, { ...FAILED, trigger: 'confirm' })
    const later = run(NOW + MINUTE, FAILED)
    expect(await runsIn([good, slow, other, failing, confirm, later])).toEqual([
      { surface: 'login', failing, good, confirms: [confirm] },
    ])
  })

  it('leave earlier trouble alone, which is not of this incident', async () => {
    const [before, failing] = [run(NOW - MINUTE, FAILED), run(NOW, FAILED)]
    expect(await runsIn([before, failing])).toMatchObject([{ failing: { id: failing.id } }])
  })

  it('leave alone what is confirmed after the surface recovered or left the configuration', async () => {
    const failing = run(NOW, FAILED)
    const confirm = run(NOW + 3 * SECOND, { ...FAILED, trigger: 'confirm' })
    const afterwards = run(NOW + 4 * MINUTE, { outcome: 'slow', trigger: 'confirm' })
    const ended = (end: object) => ({ ...incident(), surfaces: [{ ...incident().surfaces[0], ...end }] }) as never
    for (const end of [{ recoveredAt: NOW + MINUTE }, { retiredAt: NOW + MINUTE }]) {
      expect(await runsIn([failing, confirm, afterwards], ended(end))).toMatchObject([
        { confirms: [{ id: confirm.id }] },
      ])
    }
    expect((await runsIn([failing, confirm, afterwards]))[0]?.confirms).toEqual([confirm, afterwards])
  })

  it.each([190, 200, 400])('are the same where %i more runs fail within the half hour after them', async (count) => {
    const good = run(NOW - MINUTE)
    const failing = run(NOW, FAILED)
    const confirm = run(NOW + 2 * SECOND, { ...FAILED, trigger: 'confirm' })
    const others = Array.from({ length: count }, (_none, index) => run(NOW + (index + 1) * 4 * SECOND, FAILED))
    expect(await runsIn([good, failing, confirm, ...others])).toEqual([
      { surface: 'login', failing, good, confirms: [confirm] },
    ])
  })

  it('prefer a failure of the provider to a slow run, and take the slow one where none failed', async () => {
    const slow = run(NOW, { outcome: 'slow', failure: failureOf('slow', 'slow') })
    const failed = run(NOW + MINUTE, FAILED)
    expect(await runsIn([slow, failed])).toMatchObject([{ failing: { id: failed.id } }])
    expect(await runsIn([slow])).toMatchObject([{ failing: { id: slow.id } }])
  })

  it('are none where they were deleted, and the surface is still named', async () => {
    expect(await runsIn([])).toEqual([{ surface: 'login', confirms: [] }])
    const failing = run(NOW, FAILED)
    expect(await runsIn([failing])).toEqual([{ surface: 'login', failing, confirms: [] }])
  })

  it('come in the order in which the surfaces broke', async () => {
    const surfaces = [
      { surface: 'chat', state: 'down', worst: 'down', since: NOW + MINUTE },
      { surface: 'login', state: 'down', worst: 'down', since: NOW },
    ] as const
    expect((await runsIn([], { target: 'sandbox', surfaces } as never)).map(({ surface }) => surface)).toEqual([
      'login',
      'chat',
    ])
  })

  it('never hold a run twice, and only runs of the surface, whatever the history', async () => {
    const runs = fc.array(
      fc.record({
        minute: fc.integer({ min: -5, max: 20 }),
        failed: fc.boolean(),
        trigger: fc.constantFrom('schedule', 'confirm', 'manual'),
        surface: fc.constantFrom('login', 'chat'),
      }),
      { maxLength: 30 },
    )
    await fc.assert(
      fc.asyncProperty(runs, async (all) => {
        const history = all.map(({ minute, failed, trigger, surface }) =>
          run(NOW + minute * MINUTE, { ...(failed ? FAILED : {}), trigger, surface } as Partial<RunRecord>),
        )
        const incidentRuns = await runsIn(history)
        const ids = runIdsOf(incidentRuns)
        expect(new Set(ids).size).toBe(ids.length)
        for (const id of ids) expect(history.find((one) => one.id === id)?.surface).toBe('login')
        const [{ failing, good } = { failing: undefined, good: undefined }] = incidentRuns
        if (failing && good) expect(good.scheduledAt).toBeLessThan(failing.scheduledAt)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the requests of the runs of an incident', () => {
  const steps = [
    {
      ...{ name: 'open', outcome: 'passed' as const, startedAt: NOW, durationMs: 90, statuses: {}, measures: {} },
      requests: [requestOf('app.example/')],
    },
  ]
  const [good, failing] = [run(NOW - MINUTE, { steps }), run(NOW, { ...FAILED, steps })]
  const read = async (runs: readonly RunRecord[]) => {
    const queries: RunQuery[] = []
    const history = memoryHistory(() => ({ ...NO_HISTORY, runs }))
    const counting = {
      runs: (query: RunQuery) => {
        queries.push(query)
        return history.runs(query)
      },
    }
    const [stored] = await withRequests(counting, [{ surface: 'login', failing, good, confirms: [] }])
    return { queries, stored }
  }

  it('are read of the first failing and the last good run, each by its id', async () => {
    const others = Array.from({ length: 300 }, () => run(NOW, FAILED))
    const { queries, stored } = await read([good, failing, ...others])
    expect(queries).toEqual([failing, good].map(({ id }) => ({ id, requests: true, limit: 1 })))
    expect([stored?.failing, stored?.good]).toEqual([failing, good])
  })

  it('are none of a run that was deleted meanwhile', async () => {
    expect((await read([good])).stored?.failing).toBe(failing)
    expect(
      (
        await withRequests(
          memoryHistory(() => NO_HISTORY),
          [{ surface: 'login', confirms: [] }],
        )
      )[0],
    ).toEqual({
      surface: 'login',
      confirms: [],
    })
  })
})
