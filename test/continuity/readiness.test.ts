import { describe, expect, it } from 'vitest'
import { backingOf, newestProofs, type Readiness } from '../../src/continuity/index.ts'
import { DAY, HOUR, MINUTE, type Workflow } from '../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from './kit.ts'

const backing = (workflow: Workflow, readiness: Readiness) => backingOf(workflow, readiness, MONDAY)
const shortfall = (readiness: Readiness, workflow = codeReview()) => backing(workflow, readiness)?.shortfalls[0]

describe('a switch', () => {
  it('is proven while model B is up and its failover proof is young enough', () => {
    const until = MONDAY - DAY + 30 * DAY
    expect(backing(codeReview(), ready())).toEqual({ proven: true, shortfalls: [], until })
  })

  it('is a promise without a proof, and says what to do', () => {
    expect(shortfall(ready([]))).toMatchObject({
      kind: 'never',
      text: 'the failover to openai/cli was never proven',
      todo: expect.stringContaining('Inject the failure'),
    })
  })

  it('is a promise once its proof is older than proofMaxAge', () => {
    expect(shortfall(ready([proof({ at: MONDAY - 31 * DAY })]))).toMatchObject({
      kind: 'stale',
      text: 'the failover proof of openai/cli is 31 d old (limit 30 d)',
    })
  })

  it('with a golden prompt is proven only while model B answers it, right and in time', () => {
    const provenBy = { prompt: 'What is 17 + 25?', answer: '42', withinMs: 20_000 }
    const fallback = {
      kind: 'switch' as const,
      through: 'openai/cli',
      capacity: 0.6,
      proofMaxAgeMs: 30 * DAY,
      provenBy,
    }
    const workflow = codeReview({ fallback })
    const right = { workflow: 'code review', at: MONDAY - MINUTE, tookMs: 20_000 }
    const textOf = (...answers: NonNullable<Readiness['answers']>) => shortfall({ ...ready(), answers }, workflow)?.text
    expect(textOf(right)).toBeUndefined()
    expect(textOf({ ...right, tookMs: 20_001 })).toBe('openai answered the golden prompt in 20 s (limit 20 s)')
    expect(textOf({ ...right, wrong: 'the answer was 43' })).toBe(
      'openai did not answer the golden prompt (the answer was 43)',
    )
    expect(textOf({ ...right, at: MONDAY - 4 * HOUR })).toBe('openai was not asked the golden prompt for 4 h')
    expect(textOf({ ...right, workflow: 'proposals' })).toBe('openai was not asked the golden prompt yet')
    expect(shortfall(ready(), workflow)?.kind).toBe('failing')
    expect(shortfall({ ...ready(), answers: [] })).toBeUndefined()
  })

  it('is a promise while less than a tenth of the limit at model B is left', () => {
    const withHeadroom = (headroom: number): Readiness => ({
      ...ready(),
      surfaces: { 'openai/cli': { state: 'operational', headroom } },
    })
    expect(shortfall(withHeadroom(0.1))).toBeUndefined()
    expect(shortfall(withHeadroom(0.099))).toMatchObject({
      kind: 'failing',
      text: '9 % of our limit at openai is left',
    })
  })

  it('is a promise while the newest result on one route is red', () => {
    const later = { at: MONDAY - MINUTE, route: 'cli' }
    const red = ready([proof(), proof({ ...later, class: 'truncated', green: false })])
    expect(shortfall(red)).toMatchObject({
      kind: 'failing',
      text: 'the failover to openai/cli did not work: truncated on route cli',
    })
    expect(
      backing(codeReview(), ready([...red.proofs, proof({ ...later, class: 'truncated', at: MONDAY })]))?.proven,
    ).toBe(true)
  })

  it('ignores proofs of another model B', () => {
    expect(shortfall(ready([proof({ through: 'gemini/cli' })]))?.kind).toBe('never')
  })

  it.each([
    ['is not watched', {}, 'openai/cli is not measured'],
    ['is not measured', { 'openai/cli': { state: 'unknown' } }, 'openai/cli is not measured'],
    ['is down', { 'openai/cli': { state: 'down' } }, 'openai/cli is down'],
    [
      'has a key that was revoked',
      { 'openai/cli': { state: 'operational', trouble: 'credentials: HTTP 401' } },
      'the last probe of openai/cli failed (credentials: HTTP 401)',
    ],
    [
      'has used up its budget',
      { 'openai/cli': { state: 'unknown', trouble: 'budget: used up' } },
      'openai/cli is not measured (budget: used up)',
    ],
  ] as const)('is a promise while model B %s', (_, surfaces, text) => {
    expect(shortfall({ ...ready(), surfaces } as Readiness)).toMatchObject({ kind: 'failing', text })
  })

  it('takes as long as its slowest counting proof', () => {
    const proofs = [proof({ tookMs: 4_000 }), proof({ class: 'truncated', tookMs: 9_000 })]
    expect(backing(codeReview(), ready(proofs))?.tookMs).toBe(9_000)
    expect(backingOf(codeReview(), ready(proofs), MONDAY, 'overloaded')?.tookMs).toBe(4_000)
  })

  it('is judged by the newest result of each class and route', () => {
    const [old, young] = [proof({ at: 1 }), proof({ at: 2, green: false })]
    expect(newestProofs('openai/cli', { proofs: [young, old] })).toEqual([young])
  })
})

describe('a guide', () => {
  const fallback = { kind: 'manual', guide: 'guides/a.md', guideMaxAgeMs: 180 * DAY, keeps: 0.4 } as const
  const byHand = codeReview({ fallback, owner: 'ops@example.org' })
  const file = (reviewedAt: number) => ready([], { 'guides/a.md': { exists: true, reviewedAt } })

  it('counts while it exists, was reviewed in time and has an owner', () => {
    expect(backing(byHand, file(MONDAY - 180 * DAY))).toEqual({ proven: true, shortfalls: [] })
  })

  it('is missing, too old or without an owner: each is named', () => {
    expect(shortfall(ready(), byHand)?.text).toBe('the guide guides/a.md does not exist')
    expect(shortfall(file(MONDAY - 181 * DAY), byHand)?.text).toBe(
      'the guide guides/a.md was last reviewed 181 d ago (limit 180 d)',
    )
    const { owner: _, ...unowned } = byHand
    expect(shortfall(file(MONDAY), unowned)).toMatchObject({ text: 'no owner is named' })
  })
})

describe('a stop', () => {
  it('needs nothing but its notice', () => {
    const stop = codeReview({ fallback: { kind: 'stop', protects: 'customers' } })
    expect(backing(stop, ready([]))?.proven).toBe(true)
    const withNotice = codeReview({ fallback: { kind: 'stop', protects: 'customers', notice: 'notices/off.md' } })
    expect(shortfall(ready(), withNotice)?.text).toBe('the notice notices/off.md does not exist')
  })
})

describe('a workflow without fallback', () => {
  it('has no backing', () => {
    const { fallback: _, ...unprotected } = codeReview()
    expect(backing(unprotected, ready())).toBeUndefined()
  })
})
