import { describe, expect, it } from 'vitest'
import type { MonthIncident, MonthPage, MonthSurface } from '../../../dashboards/model/month.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { type FindingSources, findingsOf } from '../../../src/report/month/findings.ts'

/** Calm but for the status page. */
const CALM = {
  surfaces: [],
  incidents: [],
  heat: { finding: '' },
  current: { total: { runs: 100 } },
} as unknown as FindingSources

/** What a month says of one status page. */
function pageFinding(page: Partial<MonthPage>): string | undefined {
  const pages = [{ target: 'claude', incidents: 1, first: 0, late: 0, silent: 0, greenMs: 0, ...page } as MonthPage]
  return findingsOf({ ...CALM, pages }).find((text) => text.startsWith('The status page'))
}

describe('the finding of a month on a status page', () => {
  it.each([
    [{ incidents: 1, silent: 1 }, 'The status page did not report the one incident.'],
    [{ incidents: 3, silent: 3 }, 'The status page reported none of 3 incidents.'],
    [{ incidents: 1, leadMs: 21 * MINUTE }, 'The status page reported the one incident 21 min after us.'],
    [{ incidents: 1, leadMs: -5 * MINUTE }, 'The status page reported the one incident 5 min before us.'],
    [
      { incidents: 4, silent: 1, leadMs: 21 * MINUTE },
      'The status page reported 3 of 4 incidents, in the median 21 min after us.',
    ],
    [
      { incidents: 1, silent: 1, greenMs: HOUR },
      'The status page did not report the one incident. It was green for 1 h while we measured trouble.',
    ],
    [{ incidents: 0, silent: 0, greenMs: HOUR }, 'The status page was green for 1 h while we measured trouble.'],
  ])('of %j is "%s"', (page, text) => {
    expect(pageFinding(page)).toBe(text)
  })
})

describe('the findings of a month', () => {
  const surface = (title: string, downMs: number, degradedMs = 0, target = 'claude') =>
    ({ target, surface: title, title, downMs, degradedMs }) as MonthSurface
  const lasting = (...hours: readonly number[]) => hours.map((one) => ({ lastedMs: one * HOUR }) as MonthIncident)
  const findings = (changes: Partial<Record<keyof FindingSources, unknown>>) =>
    findingsOf({ ...CALM, pages: [], ...changes } as FindingSources)

  it.each([
    [[], [], 'No surface was down or degraded.'],
    [[surface('Login', 0, HOUR)], [], 'Login was degraded longest, for 1 h.'],
    [[surface('Login', MINUTE, 9 * HOUR), surface('API', HOUR)], [], 'API was down longest, for 1 h.'],
    [[surface('Login', HOUR)], lasting(2), 'Login was down longest, for 1 h.'],
    [
      [surface('Login', HOUR)],
      lasting(2, 5, 3),
      'Login was down longest, for 1 h. The longest of 3 incidents lasted 5 h.',
    ],
    [[surface('Login', HOUR), surface('API', 0, 0, 'openai')], [], 'claude Login was down longest, for 1 h.'],
  ])('begin with the worst surface (%#)', (surfaces, incidents, text) => {
    expect(findings({ surfaces, incidents })[0]).toBe(text)
  })

  it.each([
    [[{ cost: '£900', withoutPlan: '£900' }], 'Outages cost £900: no plan saved any of it.'],
    [[{ cost: '£900', withoutPlan: '£2,250' }], 'Outages cost £900; without the plan they would have cost £2,250.'],
    [
      [
        { cost: '£900', withoutPlan: '£2,250' },
        { cost: '€5', withoutPlan: '€5' },
      ],
      'Outages cost £900 and €5; without the plan they would have cost £2,250 and €5.',
    ],
  ])('say what outages cost, in each currency (%#)', (costs, text) => {
    expect(findings({ costs })[1]).toBe(text)
    expect(findings({ costs: [] })).toHaveLength(1)
  })

  it('name the worst hour only where one stands out', () => {
    const worst = 'Runs fail most often between 14:00 and 15:00: 10.5 % against 1.0 %'
    expect(findings({ heat: { finding: worst } })).toContain(`${worst}.`)
    expect(findings({ heat: { finding: '0.2 % of the runs failed, at no hour much more often' } })).toHaveLength(1)
  })

  it('say how much was not measured from a hundredth on', () => {
    const current = (unmeasured: number) => ({ total: { runs: 900, unmeasured } })
    expect(findings({ current: current(100) })).toContain('10.0 % of the time was not measured.')
    expect(findings({ current: current(9) })).toHaveLength(1)
  })

  it.each([
    [{ mttdMs: 72_000 }, 'Incidents were declared 1 min 12 s after the first failing run, in the mean.'],
    [
      { mttdMs: 72_000, mttrMs: HOUR },
      'Incidents were declared 1 min 12 s after the first failing run and over after 1 h, in the mean.',
    ],
  ])('say how soon incidents were found and over: %j', (times, text) => {
    expect(findings({ current: { total: { runs: 900, unmeasured: 0 }, ...times } })).toContain(text)
  })

  it('are three at most, the cost before hours and gaps', () => {
    const all = findings({
      ...{ surfaces: [surface('Login', HOUR)], costs: [{ cost: '£1', withoutPlan: '£2' }] },
      pages: [{ target: 'claude', incidents: 1, silent: 1, greenMs: 0 } as MonthPage],
      heat: { finding: 'Runs fail most often between 14:00 and 15:00: 10.5 % against 1.0 %' },
      current: { total: { runs: 9, unmeasured: 9 }, mttdMs: 1 },
    })
    expect(all.map((text) => text.split(' ')[0])).toEqual(['Login', 'The', 'Outages'])
  })

  it('claim nothing of a month without a run', () => {
    expect(findings({ current: { total: { runs: 0, unmeasured: 40 } } })).toEqual([
      'Nothing was measured in this month.',
    ])
  })
})
