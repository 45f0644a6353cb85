import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DAY,
  type History,
  HOUR,
  type IncidentRecord,
  MINUTE,
  type State,
  type Transition,
} from '../../src/core/index.ts'
import { costJson, costWords, priceOutage, readOutages, settledTrouble } from '../../src/costs/index.ts'
import { buildReport } from '../../src/report/index.ts'
import { codeReview } from '../continuity/kit.ts'
import { planTextOf, review } from '../costs/kit.ts'
import { failureOf, NOW } from '../store/kit.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../support/history.ts'

const STATES = fc.constantFrom<State>('operational', 'degraded', 'down', 'unknown')
const CHANGE = fc.record({
  surface: fc.constantFrom('cli', 'login'),
  minute: fc.integer({ min: 1, max: 300 }),
  to: STATES,
})
const FROM = NOW - 6 * HOUR

/** A history with one incident of claude, these changes of state in it, and the plan of when it opened. */
function historyOf(
  changes: readonly { surface: string; minute: number; to: State }[],
  isOver: boolean,
  isProven: boolean,
) {
  const evidence = { reasons: [], runs: [], numbers: {} }
  const change = (target: string, surface: string, at: number, to: State): Transition => ({
    ...{ target, surface, at, since: at, from: 'unknown', to, evidence },
    ...(to === 'down' || to === 'degraded' ? { failure: failureOf('overloaded') } : {}),
  })
  const incident: IncidentRecord = {
    ...{ name: 'claude-1', target: 'claude', openedAt: FROM, impactAt: FROM, scope: 'cli', timeline: [] },
    surfaces: [{ surface: 'cli', state: 'down', worst: 'down', since: FROM }],
    ...(isOver ? { resolvedAt: FROM + 310 * MINUTE } : {}),
  }
  const { fallback: _, ...unprotected } = review({ name: 'proposals', people: 9, uses: ['claude/login'] })
  const euro = codeReview({
    name: 'mail',
    rate: { amount: 33.33, currency: 'EUR' },
    uses: ['claude/cli'],
    hitBy: 'down',
  })
  const plan = planTextOf({
    from: FROM,
    workflows: [review(), unprotected, { ...euro, hours: review().hours }],
    proven: isProven,
  })
  const transitions = [
    ...['cli', 'login'].map((surface) => change('claude', surface, FROM - HOUR, 'operational')),
    change('openai', 'cli', FROM - HOUR, 'operational'),
    change('claude', 'cli', FROM, 'down'),
    ...changes.map(({ surface, minute, to }) => change('claude', surface, FROM + minute * MINUTE, to)),
  ].toSorted((a, b) => a.at - b.at)
  const data: HistoryData = {
    ...NO_HISTORY,
    transitions,
    incidents: [incident],
    plans: [{ subject: 'claude-1', plan }],
  }
  return { data, incident, history: memoryHistory(() => data) as unknown as History }
}

describe('one incident', () => {
  it('costs the same on the front page, in the report, as JSON, by surface, and after its trouble is stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(CHANGE, { maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        async (changes, isOver, isProven) => {
          const { data, incident, history } = historyOf(changes, isOver, isProven)
          const [outage] = await readOutages(history, [incident], NOW)
          if (!outage) throw new Error('it has no price')
          const cost = priceOutage(outage)
          const range = { from: NOW - DAY, to: NOW }
          const imprint = { now: NOW, timezone: 'UTC', location: 'here', monitor: { version: '1' } }
          const report = await buildReport(history, { ...imprint, range, costs: { workflows: [review()] } })
          const words = costWords(cost)
          expect(report.now.costs?.map(({ text }) => text)).toEqual(isOver ? undefined : [words])
          expect(report.trend.incidents.shown.map((one) => one.cost?.text)).toEqual([words])
          if (cost.workflows.length > 0) expect(report.trend.costs?.text).toBe(words)
          const silent = await buildReport(history, { ...imprint, range })
          expect(JSON.stringify(silent)).not.toMatch(/£|€/)
          const json = costJson(cost)
          for (const [index, total] of json.totals.entries()) {
            expect(total.cost).toBeCloseTo(cost.totals[index]?.cost ?? 0, 1)
            expect(total.cost).toBeLessThanOrEqual(total.withoutPlan + 0.01)
            const parts = cost.workflows
              .filter(({ currency }) => currency === total.currency)
              .flatMap((line) => line.surfaces)
            const sum = parts.reduce((all, part) => all + part.cost, 0)
            expect(sum).toBeCloseTo(cost.totals[index]?.cost ?? 0, 4)
          }
          const stored = {
            ...data,
            plans: (data.plans ?? []).map((one) => ({ ...one, trouble: settledTrouble(outage) })),
            transitions: [],
          }
          const [later] = await readOutages(memoryHistory(() => stored) as unknown as History, [incident], NOW + DAY)
          if (isOver) expect(later && priceOutage(later)).toEqual(cost)
        },
      ),
      { numRuns: 40 },
    )
  })
})
