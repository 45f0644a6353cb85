import { describe, expect, it } from 'vitest'
import { evaluatePlan } from '../../src/continuity/index.ts'
import { HOUR, MINUTE, type Workflow } from '../../src/core/index.ts'
import { planPageOf } from '../../src/report/plan-page.ts'
import { codeReview, MONDAY, proof, ready } from '../continuity/kit.ts'

const SUPPORT = codeReview({
  ...{ name: 'support bot', people: 6, uses: [{ anyOf: ['claude/api', 'openai/api'] }], owner: 'sup\nport' },
  ...{ recoverWithinMs: 15 * MINUTE, toleratesMs: 4 * HOUR },
  fallback: { kind: 'stop', protects: 'customers' },
})

function pageOf(workflows: readonly Workflow[], proofs = [proof()], now = {}) {
  const input = {
    plan: { workflows, shares: [] },
    watched: ['claude/api', 'claude/cli'],
    hosts: {},
    readiness: ready(proofs),
  }
  return planPageOf(evaluatePlan(input, MONDAY), now)
}

describe('the model of the page of a plan', () => {
  it('has the work in people, hours and money', () => {
    const page = pageOf([codeReview(), SUPPORT])
    expect(page).toMatchObject({ at: MONDAY, people: 31, weekHours: 31 * 56, providers: 'claude 81 %' })
    expect(page.workflows.map(({ name, hour }) => [name, hour])).toEqual([
      ['code review', '£2,250'],
      ['support bot', '£540'],
    ])
  })

  it('says what each workflow needs and falls back on, and how soon it has to be back', () => {
    const [review, support] = pageOf([codeReview(), SUPPORT]).workflows
    expect(review).toMatchObject({
      uses: 'claude/cli',
      fallback: 'switch to openai/cli, keeps 60 %',
      protection: 'proven',
    })
    expect(review).toMatchObject({ objectives: '', shortfalls: [] })
    expect(review).not.toHaveProperty('owner')
    expect(support).toMatchObject({
      uses: 'claude/api or openai/api',
      fallback: 'stop, protects customers',
      owner: 'sup port',
    })
    expect(support?.objectives).toBe('back within 15 min (RTO), may stand at most 4 h (MTPD)')
  })

  it('has a cell for each workflow in each scenario, promised or not', () => {
    const { scenarios } = pageOf([codeReview()], [])
    const cli = scenarios.find(({ down }) => down === 'claude/cli')
    expect(cli?.cells).toEqual([{ action: 'switches', promised: true }])
    expect(cli).toMatchObject({ proven: 0, promised: 0.6, hour: '£2,250' })
    const { fallback: _, ...bare } = codeReview()
    expect(pageOf([bare]).scenarios[1]?.cells).toEqual([
      { action: 'unprotected', promised: false, why: 'it has no fallback' },
    ])
  })

  it('names the gain of a fix only where there is one', () => {
    const { fallback: _, ...bare } = codeReview()
    const [first] = pageOf([bare]).fixes
    expect(first?.gain).toMatch(/ %$/)
    for (const { text, todo } of pageOf([bare]).fixes) expect(text !== '' && todo !== '').toBe(true)
  })

  it('takes what outages cost and what is left to do from the front page', () => {
    expect(pageOf([])).toMatchObject({ costs: [], afterwards: [], people: 0, weekHours: 0, providers: '' })
    const afterwards = [{ id: 1, incident: 'i', workflow: 'w', item: 'check', at: MONDAY }]
    expect(pageOf([], [], { afterwards }).afterwards).toEqual(afterwards)
  })
})
