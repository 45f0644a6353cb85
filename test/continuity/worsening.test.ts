import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanHistory, planChanges, type Readiness } from '../../src/continuity/index.ts'
import { DAY, MINUTE, type Notice, type Workflow } from '../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from './kit.ts'

const KEY = 'plan/code review/openai/cli'
const WAS_PROVEN: PlanHistory = {
  ...{ proven: [{ workflow: 'code review', fallback: 'openai/cli', at: 0 }], open: [], unmeasuredSince: {} },
}

function changesOf(
  readiness: Readiness,
  history: Partial<PlanHistory> = {},
  workflows: readonly Workflow[] = [codeReview()],
) {
  return planChanges(workflows, readiness, { ...WAS_PROVEN, ...history }, MONDAY)
}

/** The notice that is open after the proof became too old. */
function openNotice(): Notice {
  const [notice] = changesOf(ready([proof({ at: MONDAY - 31 * DAY })])).notices
  if (!notice) throw new Error('there is no notice')
  return notice
}

describe('a plan that worsens', () => {
  it('has a notice with the reason and what to do, for a proof that is too old and for a key that is refused', () => {
    expect(openNotice()).toMatchObject({
      ...{ key: KEY, target: 'claude', open: true, blame: 'ours', at: MONDAY },
      text: '"code review": the failover proof of openai/cli is 31 d old (limit 30 d)',
      failure: { class: 'unprotected', detail: expect.stringContaining('Inject the failure') },
    })
    const refused = {
      'openai/cli': { state: 'operational' as const, trouble: 'credentials: HTTP 401', ours: true as const },
    }
    expect(changesOf({ ...ready(), surfaces: refused }).notices).toMatchObject([
      { text: '"code review": the last probe of openai/cli failed (credentials: HTTP 401)' },
    ])
  })

  it('has one notice however long it lasts, and an end once it is as good as before', () => {
    const open = [openNotice()]
    expect(changesOf(ready([]), { open }).notices).toEqual([])
    expect(changesOf(ready(), { open }).notices).toMatchObject([{ key: KEY, open: false, ended: 'over' }])
  })

  it('has none for a fallback that was never proven, also not for a new one of the same workflow', () => {
    expect(changesOf(ready([]), { proven: [] })).toEqual({ notices: [], proven: [] })
    const proven = [{ workflow: 'code review', fallback: 'gemini/api', at: 0 }]
    expect(changesOf(ready([]), { proven }).notices).toEqual([])
  })

  it('notes a fallback that is proven for the first time', () => {
    const first = { workflow: 'code review', fallback: 'openai/cli', at: MONDAY }
    expect(changesOf(ready(), { proven: [] })).toEqual({ notices: [], proven: [first] })
    expect(changesOf(ready())).toEqual({ notices: [], proven: [] })
  })

  it('waits ten minutes for the first measurement of model B after a start, for nothing else', () => {
    const unmeasured: Readiness = { ...ready(), surfaces: {} }
    const since = (ago: number) => ({ unmeasuredSince: { 'openai/cli': MONDAY - ago } })
    expect(changesOf(unmeasured, since(9 * MINUTE)).notices).toEqual([])
    expect(changesOf(unmeasured, since(10 * MINUTE)).notices).toHaveLength(1)
    expect(changesOf({ ...unmeasured, proofs: [] }, since(0)).notices).toHaveLength(1)
  })

  it('closes the notice of a workflow that the configuration no longer has, without a message about the end', () => {
    const [closed, ...others] = changesOf(ready(), { open: [openNotice()] }, []).notices
    expect([closed?.open, closed?.ended, others]).toEqual([false, undefined, []])
  })

  it('includes a guide that was deleted, and a notice file that is gone', () => {
    const fallback = { kind: 'manual' as const, guide: 'guides/a.md', guideMaxAgeMs: DAY, keeps: 0.4 }
    const byHand = codeReview({ owner: 'ops', fallback })
    const stop = codeReview({ fallback: { kind: 'stop', protects: 'customers', notice: 'off.md' } })
    const wasProven = (name: string) => ({ proven: [{ workflow: 'code review', fallback: name, at: 0 }] })
    const textOf = (workflow: Workflow, name: string) =>
      changesOf(ready(), wasProven(name), [workflow]).notices[0]?.text
    expect(textOf(byHand, 'guides/a.md')).toBe('"code review": the guide guides/a.md does not exist')
    expect(textOf(stop, 'off.md')).toBe('"code review": the notice off.md does not exist')
  })

  it('opens and closes in turn, whatever the readings are', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 20 }), (readings) => {
        let history: PlanHistory = { proven: [], open: [], unmeasuredSince: {} }
        let [opened, closed] = [0, 0]
        for (const isProven of readings) {
          const { notices, proven } = planChanges([codeReview()], ready(isProven ? [proof()] : []), history, MONDAY)
          expect(notices.length).toBeLessThanOrEqual(1)
          opened += notices.filter(({ open }) => open).length
          closed += notices.filter(({ open }) => !open).length
          const stillOpen = notices.length > 0 ? notices.filter(({ open }) => open) : history.open
          history = { ...history, open: stillOpen, proven: [...history.proven, ...proven] }
          expect(history.open.length > 0).toBe(!isProven && history.proven.length > 0)
        }
        const first = readings.indexOf(true)
        const falls = readings.filter(
          (good, index) => first >= 0 && index > first && !good && readings[index - 1],
        ).length
        expect(opened).toBe(falls)
        expect(closed).toBe(opened - history.open.length)
      }),
    )
  })
})
