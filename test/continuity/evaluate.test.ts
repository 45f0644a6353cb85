import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatePlan, type PlanInput } from '../../src/continuity/index.ts'
import { HOUR, MINUTE, type Workflow } from '../../src/core/index.ts'
import { ALWAYS, codeReview, MONDAY, OFFICE, proof, ready } from './kit.ts'

const SUPPORT: Workflow = codeReview({
  ...{ name: 'support bot', people: 6, uses: ['claude/api'] },
  fallback: { kind: 'stop', protects: 'customers from wrong answers' },
})
const PROPOSALS: Workflow = codeReview({
  ...{ name: 'proposals', people: 9, uses: [{ anyOf: ['claude/chat', 'claude/api'] }], owner: 'sales' },
  fallback: { kind: 'manual', guide: 'guides/proposals.md', guideMaxAgeMs: HOUR, keeps: 0.5 },
})
const FILES = { 'guides/proposals.md': { exists: true, reviewedAt: MONDAY } }
const WATCHED = ['claude/api', 'claude/chat', 'claude/cli', 'openai/cli']

function evaluate(
  workflows: readonly Workflow[],
  more: Partial<PlanInput> & { shares?: PlanInput['plan']['shares'] } = {},
) {
  const { shares = [], ...rest } = more
  const input = {
    plan: { workflows, shares },
    watched: WATCHED,
    hosts: {},
    readiness: ready([proof()], FILES),
    ...rest,
  }
  return evaluatePlan(input, MONDAY)
}

const ALL = [codeReview(), SUPPORT, PROPOSALS]

function scenario(evaluation: ReturnType<typeof evaluate>, down: string) {
  const match = evaluation.scenarios.find((one) => one.down === down)
  if (!match) throw new Error(`no scenario ${down}`)
  return { ...match, actions: match.cells.map(({ action }) => action) }
}

describe('the matrix of a plan', () => {
  it('says what each workflow does while each surface, each provider and everything is down', () => {
    const plan = evaluate(ALL)
    expect(plan.scenarios.map(({ down }) => down)).toEqual([...WATCHED, 'claude', 'everything'])
    const actions = Object.fromEntries(plan.scenarios.map(({ down }) => [down, scenario(plan, down).actions]))
    expect(actions).toEqual({
      'claude/api': ['goes on', 'stops', 'goes on'],
      'claude/chat': ['goes on', 'goes on', 'goes on'],
      'claude/cli': ['switches', 'goes on', 'goes on'],
      'openai/cli': ['goes on', 'goes on', 'goes on'],
      claude: ['switches', 'stops', 'by hand'],
      everything: ['unprotected', 'stops', 'by hand'],
    })
  })

  it('weighs workflows by people and working hours: proven, promised, lost', () => {
    const plan = evaluate(ALL)
    // 25, 6 and 9 of 40 people with the same hours; the switch carries 0.6, the guide 0.5.
    const claude = scenario(plan, 'claude')
    expect(claude.proven).toBeCloseTo((25 * 0.6 + 9 * 0.5) / 40)
    expect(claude.lost).toBeCloseTo((25 * 0.4 + 6 + 9 * 0.5) / 40)
    const promise = scenario(evaluate(ALL, { readiness: ready([], FILES) }), 'claude')
    expect([promise.proven, promise.promised]).toEqual([expect.closeTo(4.5 / 40), expect.closeTo(15 / 40)])
  })

  it('weighs a workflow that runs day and night by its hours', () => {
    const plan = evaluate([codeReview(), codeReview({ name: 'night', hours: ALWAYS, uses: ['claude/chat'] })])
    expect(plan.workflows.map(({ weekHours }) => weekHours)).toEqual([25 * 56, 25 * 168])
    expect(plan.workflows[0]?.share).toBeCloseTo(0.25)
    expect(OFFICE.weekMs * 3).toBe(ALWAYS.weekMs)
  })

  it('says why a workflow cannot switch: model B is down as well', () => {
    expect(scenario(evaluate(ALL), 'everything').cells[0]).toMatchObject({
      action: 'unprotected',
      why: 'openai/cli is down as well',
    })
  })

  it('shows the share of work that hangs on each provider', () => {
    expect(evaluate(ALL).providers).toEqual([
      { target: 'claude', share: 1 },
      { target: 'openai', share: 0 },
    ])
  })
})

describe('the recovery time objective', () => {
  const withRto = codeReview({ recoverWithinMs: 15 * MINUTE })
  const rto = (workflow: Workflow, took?: number) =>
    scenario(
      evaluate([workflow], { readiness: ready([proof(took === undefined ? {} : { tookMs: took })]) }),
      'claude/cli',
    ).cells[0]?.rto

  it('is met or missed by the time that a proof took, unknown where none was measured', () => {
    expect([rto(withRto, 15 * MINUTE), rto(withRto, 16 * MINUTE), rto(withRto)]).toEqual(['met', 'missed', 'unknown'])
  })

  it('is missed by a workflow that stops, absent where none is set', () => {
    expect(rto({ ...withRto, fallback: { kind: 'stop', protects: 'customers' } })).toBe('missed')
    expect(rto(codeReview())).toBeUndefined()
  })

  it('that a proven switch misses is a gap', () => {
    const plan = evaluate([withRto], { readiness: ready([proof({ tookMs: 16 * MINUTE })]), watched: [] })
    expect(plan.gaps).toMatchObject([
      { kind: 'rto', text: 'the switch of "code review" took 16 min, longer than recoverWithin (15 min)' },
    ])
  })
})

describe('the gaps of a plan', () => {
  const gaps = (...args: Parameters<typeof evaluate>) =>
    evaluate(...args).gaps.map(({ kind, text }) => `${kind}: ${text}`)

  it('are none where each surface is used and each workflow is protected', () => {
    expect(gaps(ALL)).toEqual([])
    expect(evaluate(ALL).fixes).toEqual([])
  })

  it('are watched surfaces that no workflow uses, without the session and mobile views of used ones', () => {
    const watched = ['claude/cli', 'claude/console', 'claude/session', 'claude/mobile', 'openai/cli']
    expect(gaps([codeReview({ uses: ['claude/cli', 'claude/chat'] })], { watched })).toEqual([
      'unused: claude/console is watched, and no workflow uses it',
    ])
  })

  it('are workflows without fallback', () => {
    const { fallback: _, ...bare } = codeReview()
    expect(gaps([bare], { watched: [] })).toEqual(['no-fallback: "code review" has no fallback'])
  })

  it('are common causes: a configured part, a host, the same provider', () => {
    const watched: string[] = []
    expect(gaps([codeReview()], { watched, shares: [{ name: 'sign-in', by: ['claude', 'openai/cli'] }] })).toEqual([
      'common-cause: "code review" switches from claude/cli to openai/cli, and both depend on sign-in',
    ])
    const hosts = { 'claude/cli': ['gateway.corp'], 'openai/cli': ['gateway.corp', 'other'] }
    expect(gaps([codeReview()], { watched, hosts })[0]).toMatch(/both depend on the host gateway\.corp$/)
    expect(gaps([codeReview({ uses: ['openai/api'] })], { watched })[0]).toMatch(/both depend on the provider openai$/)
  })

  it('make a proven switch a promise where it shares a part', () => {
    const plan = evaluate([codeReview()], { shares: [{ name: 'sign-in', by: ['claude', 'openai'] }] })
    expect(scenario(plan, 'claude/cli').cells[0]).toMatchObject({ action: 'switches', backing: 'promised' })
    expect(plan.workflows[0]?.protection).toBe('promised')
  })
})

describe('what to fix first', () => {
  it('is what protects the most work hours', () => {
    const { fallback: _, ...bare } = SUPPORT
    const { fixes } = evaluate([PROPOSALS, bare, codeReview()], { readiness: ready([]) })
    expect(fixes.map(({ workflow, share }) => [workflow, Math.round(share * 1_000)])).toEqual([
      ['code review', 375],
      ['support bot', 150],
      ['proposals', 113],
    ])
    expect(fixes[0]).toMatchObject({ text: '"code review": the failover to openai/cli was never proven' })
    expect(fixes[0]?.weekHours).toBeCloseTo(25 * 56 * 0.6)
  })

  it('names the key of the configuration to change, with file and line', () => {
    const { fallback: _, ...bare } = SUPPORT
    const { owner: __, ...unowned } = PROPOSALS
    const slow = codeReview({ name: 'slow', recoverWithinMs: 1_000 })
    const workflows = [bare, codeReview(), slow, { ...unowned, uses: ['claude/cli'] }]
    const { fixes } = evaluate(workflows, {
      readiness: ready([proof({ tookMs: 20_000 })], FILES),
      shares: [{ name: 'sign-in', by: ['claude', 'openai'] }],
      placeOf: (key) => (key.startsWith('workflows[0]') ? undefined : `doorwatch.config.ts of ${key}`),
    })
    const lines = fixes.map(({ kind, workflow, line }) => [kind, workflow, line])
    expect(lines).toContainEqual(['no-fallback', 'support bot', 'workflows[0].fallback'])
    expect(lines).toContainEqual(['common-cause', 'code review', 'workflows[1].fallback'])
    expect(lines).toContainEqual(['rto', 'slow', 'workflows[2].recoverWithin'])
    expect(lines).toContainEqual(['never', 'proposals', 'workflows[3].owner'])
    expect(lines).toContainEqual(['unused', undefined, 'workflows'])
    for (const { line, place } of fixes)
      expect(place).toBe(line.startsWith('workflows[0]') ? undefined : `doorwatch.config.ts of ${line}`)
  })
})

describe('an evaluation', () => {
  it('has shares between 0 and 1 that sum to 1 in every scenario', () => {
    const people = fc.integer({ min: 1, max: 1_000 })
    const share = fc.double({ min: 0.01, max: 1, noNaN: true })
    const proven = fc.boolean()
    fc.assert(
      fc.property(people, people, people, share, share, proven, (a, b, c, capacity, keeps, isProven) => {
        const plan = evaluate(
          [
            codeReview({
              people: a,
              fallback: { kind: 'switch', through: 'openai/cli', capacity, proofMaxAgeMs: HOUR },
            }),
            { ...SUPPORT, people: b },
            { ...PROPOSALS, people: c, fallback: { kind: 'manual', guide: 'x', guideMaxAgeMs: HOUR, keeps } },
          ],
          { readiness: ready(isProven ? [proof({ at: MONDAY })] : []) },
        )
        for (const { proven: p, promised, lost } of plan.scenarios) {
          expect(p + promised + lost).toBeCloseTo(1, 9)
          expect(Math.min(p, promised, lost)).toBeGreaterThanOrEqual(0)
        }
        expect(plan.workflows.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('of a plan without workflows has every watched surface as a gap and no share', () => {
    const plan = evaluate([])
    expect(plan.gaps.map(({ surface }) => surface)).toEqual(WATCHED)
    expect(plan.providers.every(({ share }) => share === 0)).toBe(true)
  })
})
