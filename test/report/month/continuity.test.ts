import { describe, expect, it } from 'vitest'
import { evaluatePlan } from '../../../src/continuity/index.ts'
import { DAY, type DrillSummary, HOUR, type OpenAfterwards } from '../../../src/core/index.ts'
import { readMonthContinuity } from '../../../src/report/month/continuity.ts'
import { codeReview, proof, ready } from '../../continuity/kit.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { NOW } from '../../support/scenarios.ts'

const RANGE = { from: NOW - 20 * DAY, to: NOW - 2 * DAY }
const BEFORE = { from: NOW - 50 * DAY, to: RANGE.from }

const drill = (id: string, at: number, more: Partial<DrillSummary> = {}): DrillSummary => ({
  ...{ id, scenario: 'front-doors-first', seed: 1, begunAt: at - HOUR, at, status: 'completed' },
  ...{ deviated: false, score: 14, possible: 18, open: false, example: false },
  ...more,
})
const item = (id: number, at: number): OpenAfterwards => ({
  ...{ id, incident: `claude-${id}`, workflow: 'code review', item: 'merge what waited', at },
})

const planOf = (workflows: Parameters<typeof evaluatePlan>[0]['plan']['workflows']) =>
  evaluatePlan(
    {
      plan: { workflows, shares: [] },
      watched: [],
      hosts: {},
      readiness: ready([proof({ class: 'overloaded', at: NOW - HOUR })]),
    },
    NOW,
  )

const read = (data: Partial<typeof NO_HISTORY>, plan?: ReturnType<typeof planOf>) =>
  readMonthContinuity(
    memoryHistory(() => ({ ...NO_HISTORY, ...data })),
    { range: RANGE, before: BEFORE, ...(plan ? { plan } : {}) },
  )

describe('the plan in the report of a month', () => {
  it('counts workflows by how they are protected', async () => {
    const { fallback: _, ...bare } = codeReview({ name: 'bare' })
    const { plan } = await read({}, planOf([codeReview(), bare]))
    expect(plan).toMatchObject({
      workflows: 2,
      none: 1,
      drills: [],
      isStale: true,
      rehearsed: 'The plan was never drilled',
    })
    expect((plan?.proven ?? 0) + (plan?.promised ?? 0)).toBe(1)
  })

  it('lists the drills of the month with their scores, none of later, and no example', async () => {
    const drills = [
      drill('before', RANGE.from - DAY),
      drill('within', RANGE.to - DAY, { score: 15 }),
      drill('stopped', RANGE.to - HOUR, { status: 'aborted' }),
      drill('example', RANGE.to - HOUR, { example: true }),
      drill('later', RANGE.to + DAY),
    ]
    const { plan } = await read({ drills }, planOf([codeReview()]))
    expect(plan?.drills.map(({ score }) => score)).toEqual(['15 of 18 points', 'aborted'])
    expect(plan?.rehearsed).toContain('15 of 18 points')
    expect(plan?.isStale).toBe(false)
  })

  it('is absent without a workflow', async () => {
    expect(await read({}, planOf([]))).not.toHaveProperty('plan')
    expect(await read({})).toEqual({ afterwards: [], moreAfterwards: 0 })
  })
})

describe('the open tasks after the outages of a month', () => {
  it('are those of outages that ended by its end and are not closed; four are listed', async () => {
    const afterwards = [...[1, 2, 3, 4, 5, 6, 7].map((id) => item(id, RANGE.to - id * HOUR)), item(8, RANGE.to + HOUR)]
    const { afterwards: listed, moreAfterwards } = await read({ afterwards })
    expect(listed.map(({ incident }) => incident)).toEqual(['claude-1', 'claude-2', 'claude-3', 'claude-4'])
    expect(moreAfterwards).toBe(3)
  })
})
