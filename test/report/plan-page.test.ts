import { describe, expect, it } from 'vitest'
import { evaluatePlan, type Readiness } from '../../src/continuity/index.ts'
import { DAY, type Workflow } from '../../src/core/index.ts'
import { planPageOf, planPolicy, renderPlan } from '../../src/report/index.ts'
import { codeReview, MONDAY, ready } from '../continuity/kit.ts'
import { startTestDashboard } from '../support/dashboard.ts'
import { outageNow } from '../support/scenarios.ts'

const IMPRINT = { at: MONDAY, timezone: 'UTC', location: 'office', monitor: { version: '0.1.0' } }
const STOP: Workflow = codeReview({
  ...{ name: 'support <bot>', people: 6, rate: { amount: 40, currency: 'GBP' }, uses: ['claude/api'] },
  fallback: { kind: 'stop', protects: 'customers', notice: 'off.md' },
})

function evaluate(workflows: readonly Workflow[], readiness: Readiness = ready()) {
  return evaluatePlan({ plan: { workflows, shares: [] }, watched: [], hosts: {}, readiness }, MONDAY)
}

const pageOf = (...args: Parameters<typeof evaluate>) => renderPlan(IMPRINT, planPageOf(evaluate(...args), {}))
const headlineOf = (...args: Parameters<typeof evaluate>) => /<h1 id="headline">([^<]+)/.exec(pageOf(...args))?.[1]

describe('the page of the plan', () => {
  it('has a headline that says how much is proven', () => {
    const { fallback: _, ...unprotected } = codeReview()
    expect(headlineOf([codeReview()])).toBe('The workflow is protected.')
    expect(headlineOf([codeReview(), codeReview({ name: 'two' })])).toBe('All 2 workflows are protected.')
    expect(headlineOf([codeReview()], ready([]))).toBe('1 of 1 workflow is not proven.')
    expect(headlineOf([codeReview(), STOP])).toBe('1 of 2 workflows is not proven.')
    expect(headlineOf([codeReview(), unprotected], ready([]))).toBe('1 of 2 workflows is unprotected.')
    expect(headlineOf([])).toBe('There is no plan yet.')
  })

  it('shows the matrix with promises marked, and the same shares as the command', () => {
    const model = planPageOf(evaluate([codeReview(), STOP], ready([])), {})
    const cli = model.scenarios.find(({ down }) => down === 'claude/cli')
    expect(cli?.cells).toEqual([
      { action: 'switches', promised: true },
      { action: 'goes on', promised: false },
    ])
    const both = model.scenarios.find(({ down }) => down === 'everything')
    expect(both?.cells[0]).toEqual({ action: 'unprotected', promised: false, why: 'openai/cli is down as well' })
    for (const { proven, promised, lost } of model.scenarios) expect(proven + promised + lost).toBeCloseTo(1, 9)
    const page = pageOf([codeReview()], ready([]))
    expect(page).toContain('A question mark is a promise')
    expect(pageOf([codeReview()])).not.toContain('A question mark is a promise')
  })

  it('lists what to fix with what it gains, and why a fallback is not proven', () => {
    const model = planPageOf(evaluate([codeReview()], ready([])), {})
    expect(model.fixes[0]).toMatchObject({
      text: '"code review": the failover to openai/cli was never proven',
      gain: '60 %',
    })
    expect(model.workflows[0]).toMatchObject({
      ...{ protection: 'promised', hour: '£2,250', fallback: 'switch to openai/cli, keeps 60 %' },
      shortfalls: ['the failover to openai/cli was never proven'],
    })
  })

  it('names the line of the configuration and what to do there', () => {
    const placed = evaluatePlan(
      {
        ...{ plan: { workflows: [codeReview()], shares: [] }, watched: [], hosts: {}, readiness: ready([]) },
        placeOf: (key) => `doorwatch.config.ts:24 ${key}`,
      },
      MONDAY,
    )
    const model = planPageOf(placed, {})
    expect(model.fixes[0]?.place).toBe('doorwatch.config.ts:24 workflows[0].fallback')
    expect(renderPlan(IMPRINT, model)).toContain('<code>doorwatch.config.ts:24 workflows[0].fallback</code>')
    expect(pageOf([codeReview()], ready([]))).not.toContain('<code>doorwatch.config')
  })

  it('has margins on paper, and no way back there', () => {
    const page = pageOf([codeReview()])
    expect(page).toMatch(/@page\s*\{[^}]*margin: 14mm/)
    expect(page).toMatch(/@media print[\s\S]*\.back,[\s\S]*display: none/)
  })

  it('shows open costs and open tasks, escapes names and has no script', () => {
    const cost = { subject: 'i', target: 'claude', ours: false, open: true, text: '£9,000', workflows: [] }
    const item = {
      id: 3,
      incident: 'claude-1',
      workflow: 'support <bot>',
      item: 'Take the notice down',
      at: MONDAY - DAY,
    }
    const html = renderPlan(IMPRINT, planPageOf(evaluate([STOP]), { costs: [cost], afterwards: [item] }))
    expect(html).toContain('<strong>£9,000</strong>')
    expect(html).toContain('doorwatch afterwards close 3')
    expect(html).toContain('support &lt;bot&gt;')
    expect(html).not.toMatch(/<script|<bot>| style="/)
    expect(planPolicy()).toMatch(/^default-src 'none'; style-src 'sha256-/)
  })

  it('is served with its policy, and the live page links it', async () => {
    const board = await startTestDashboard(outageNow(), { plan: async () => evaluate([codeReview()]) })
    const answer = await fetch(`${board.url}/plan`)
    expect([answer.status, answer.headers.get('content-security-policy')]).toEqual([200, planPolicy()])
    expect(await answer.text()).toContain('The workflow is protected.')
    expect(await (await fetch(board.url)).text()).toContain('<a href="/plan">Plan for an outage</a>')
    await board.stop()
  })
})
