import { describe, expect, it } from 'vitest'
import { adviseOn, type Readiness, type TroubledSurface } from '../../src/continuity/index.ts'
import { DAY, type Workflow } from '../../src/core/index.ts'
import { codeReview, MONDAY, proof, ready } from './kit.ts'

const DOWN: TroubledSurface = { surface: 'claude/cli', state: 'down', class: 'overloaded' }

const advise = (
  workflows: readonly Workflow[],
  trouble: readonly TroubledSurface[] = [DOWN],
  readiness: Readiness = ready(),
) => adviseOn({ workflows, readiness, at: MONDAY }, trouble)

const action = (...args: Parameters<typeof advise>) => advise(...args)?.actions[0]?.text

describe('advice in an outage', () => {
  it('names who is affected, and only them', () => {
    const others = [
      codeReview({ name: 'proposals', people: 8 }),
      codeReview({ name: 'support bot', people: 1, uses: ['claude/api'] }),
      codeReview({ name: 'search', people: 1 }),
    ]
    expect(advise([codeReview(), ...others])?.affected).toBe('25 people in code review, 8 in proposals and 1 in search')
    expect(advise([codeReview({ people: 1 })])?.affected).toBe('1 person in code review')
    expect(advise(others.slice(1, 2))).toBeUndefined()
    expect(advise([])).toBeUndefined()
  })

  it('counts a degraded surface for workflows that it interrupts', () => {
    const degraded: TroubledSurface = { ...DOWN, state: 'degraded' }
    expect(advise([codeReview()], [degraded])).toBeDefined()
    expect(advise([codeReview({ hitBy: 'down' })], [degraded])).toBeUndefined()
    expect(advise([codeReview({ hitBy: 'down' })])).toBeDefined()
    expect(advise([codeReview()], [{ ...DOWN, state: 'unknown' }])).toBeUndefined()
    expect(advise([codeReview({ uses: [{ anyOf: ['claude/cli', 'claude/api'] }] })])).toBeUndefined()
  })

  it('says to switch where that is proven for the failure seen now, else that it is only promised', () => {
    expect(action([codeReview()])).toBe('Switch to openai/cli')
    expect(action([codeReview()], [{ ...DOWN, class: 'truncated' }])).toBe(
      'Try openai/cli, which is only promised: the failover to openai/cli was never proven for truncated',
    )
    expect(action([codeReview()], [DOWN], ready([proof({ at: MONDAY - 31 * DAY })]))).toMatch(
      /only promised: the failover proof of openai\/cli for overloaded is 31 d old/,
    )
  })

  it('says to wait where model B is in trouble as well', () => {
    const both: TroubledSurface[] = [DOWN, { surface: 'openai/cli', state: 'degraded' }]
    expect(action([codeReview()], both)).toBe('Wait: openai/cli, to which it would switch, is degraded as well')
    const measured = { ...ready(), surfaces: { 'openai/cli': { state: 'down' as const } } }
    expect(action([codeReview()], [DOWN], measured)).toMatch(/^Wait: openai\/cli, .* is down as well$/)
  })

  it('names guide and notice, and whom to ask where there is no fallback', () => {
    const manual = { kind: 'manual', guide: 'guides/a.md', guideMaxAgeMs: DAY, keeps: 0.4 } as const
    const byHand = codeReview({ fallback: manual, owner: 'ops' })
    const files = { 'guides/a.md': { exists: true, reviewedAt: MONDAY } }
    expect(action([byHand], [DOWN], ready([], files))).toBe('Go on by hand: guides/a.md')
    expect(action([byHand])).toBe('Go on by hand: guides/a.md (the guide guides/a.md does not exist)')
    const stop = { kind: 'stop', protects: 'customers from wrong answers', notice: 'off.md' } as const
    expect(action([codeReview({ fallback: stop })])).toBe(
      'Stop, it protects customers from wrong answers. Publish off.md',
    )
    const { fallback: _, ...bare } = codeReview({ owner: 'platform@example.org' })
    expect(action([bare])).toBe('There is no fallback: ask platform@example.org')
  })

  it('lists what to do afterwards, by workflow', () => {
    const afterwards = ['review merges', 'restart jobs']
    expect(advise([codeReview({ afterwards })])?.afterwards).toEqual(
      afterwards.map((text) => ({ workflow: 'code review', text })),
    )
  })
})
