import { describe, expect, it } from 'vitest'
import type { PlanCell, PlanPageModel, PlanScenario, PlanWorkflow } from '../../../dashboards/model/plan-page.ts'
import { Fixes, Matrix, PlanShares, Readiness } from '../../../dashboards/parts/plan.tsx'
import { HOSTILE, html, text } from '../kit.ts'

const cell = (action: PlanCell['action'], changes: Partial<PlanCell> = {}): PlanCell => ({
  action,
  promised: false,
  ...changes,
})

const scenario = (changes: Partial<PlanScenario> = {}): PlanScenario => ({
  ...{
    down: 'claude/cli',
    cells: [cell('switches')],
    proven: 0.6,
    promised: 0,
    lost: 0.4,
    hour: '£900 of £2,250',
    rto: '',
  },
  ...changes,
})

const workflow = (changes: Partial<PlanWorkflow> = {}): PlanWorkflow => ({
  ...{ name: 'code review', people: 25, hour: '£2,250', uses: 'claude/cli', protection: 'proven' },
  ...{ fallback: 'switch to openai/cli', objectives: '', shortfalls: [] },
  ...changes,
})

const matrix = (scenarios: readonly PlanScenario[], workflows = [workflow()]) =>
  Matrix({ model: { workflows, scenarios } as unknown as PlanPageModel })

describe('the matrix of a plan on its page', () => {
  it('has a row for each scenario and a cell for each workflow', () => {
    const output = matrix([
      scenario(),
      scenario({ down: 'everything', cells: [cell('unprotected', { why: 'B is down' })] }),
    ])
    expect(text(output)).toContain('While down code review')
    expect(text(output)).toContain('claude/cli switches')
    expect(text(output)).toMatch(/everything unprotected\s?B is down/)
  })

  it.each([
    ['unprotected', false, 'is-bad'],
    ['goes on', false, 'is-calm'],
    ['switches', false, 'is-good'],
    ['switches', true, 'is-open'],
    ['by hand', true, 'is-open'],
    ['stops', false, 'is-open'],
  ] as const)('shows "%s", promised %s, as %s', (action, promised, look) => {
    expect(html(matrix([scenario({ cells: [cell(action, { promised })] })]))).toContain(look)
  })

  it('explains the question mark only where one is shown', () => {
    expect(text(matrix([scenario()]))).not.toContain('question mark')
    const promised = matrix([scenario({ cells: [cell('switches', { promised: true })] })])
    expect(text(promised)).toContain('A question mark is a promise')
    expect(text(promised)).toContain('(promised)')
  })
})

describe('the shares of a plan on its page', () => {
  it('are figures, and a bar of their running sums', () => {
    const output = PlanShares({ scenarios: [scenario({ promised: 0.3, lost: 0.1 })] })
    expect(text(output)).toContain('claude/cli 60 % 30 % 10 % £900 of £2,250')
    expect(html(output)).toContain('width="90.0"')
    expect(html(output)).toContain('width="60.0"')
  })

  it('have at least a percent where there is any, and say that an hour costs nothing', () => {
    expect(text(PlanShares({ scenarios: [scenario({ proven: 0.999, lost: 0.001, hour: '' })] }))).toContain(
      '1 % nothing',
    )
  })

  it('have a column for the RTO only where one is set', () => {
    expect(text(PlanShares({ scenarios: [scenario()] }))).not.toContain('RTO')
    const missed = PlanShares({ scenarios: [scenario({ rto: 'missed: proposals' }), scenario({ rto: 'met' })] })
    expect(text(missed)).toContain('missed: proposals')
    expect(html(missed).match(/class="bad"/g)).toHaveLength(1)
  })
})

describe('what to fix first', () => {
  it('is a list with the gain of each, and is not there without any', () => {
    const fixes = [
      { text: 'no fallback', todo: 'Give it one.', gain: '39 %' },
      { text: 'stale', todo: 'Renew it.' },
    ]
    const output = text(Fixes({ fixes } as never))
    expect(output).toContain('no fallback (39 % of work hours)')
    expect(output).toContain('Renew it.')
    expect(html(Fixes({ fixes: [] } as never))).toBe('')
  })
})

describe('the readiness of each workflow', () => {
  it('says how far its fallback can be relied on, and why it is not proven', () => {
    const output = Readiness({ workflows: [workflow({ protection: 'promised', shortfalls: ['it was never proven'] })] })
    expect(text(output)).toContain('code review: promised')
    expect(text(output)).toContain('25 people, £2,250 an hour. Works with claude/cli.')
    expect(text(output)).toContain('it was never proven')
    expect(text(output)).toContain('It has no owner.')
  })

  it('names its owner and objective where there are any', () => {
    const output = text(
      Readiness({ workflows: [workflow({ people: 1, owner: 'ana', objectives: 'back within 15 min (RTO)' })] }),
    )
    expect(output).toContain('1 person')
    expect(output).toContain('Owner: ana.')
    expect(output).toContain('Objective: back within 15 min (RTO).')
  })

  it('shows names from a configuration as text', () => {
    expect(
      html(Readiness({ workflows: [workflow({ name: HOSTILE, uses: HOSTILE, fallback: HOSTILE, owner: HOSTILE })] })),
    ).not.toContain('<img')
  })
})
