import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, pageLeadText, pageOnIncident, type WitnessRecord } from '../../../src/core/index.ts'

const AT = Date.UTC(2026, 10, 23, 20)

const incident = (changes: object = {}) => ({
  ...{ impactAt: AT, resolvedAt: AT + HOUR },
  surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: AT }] as const,
  ...changes,
})

const post = (minutes: number, surfaces: readonly string[] = []) =>
  ({
    ...{ kind: 'post', at: AT + minutes * MINUTE, name: `post at ${minutes}` },
    surfaces,
  }) as unknown as WitnessRecord['posts'][number]

const status = (minutes: number, claim: string, surfaces: readonly string[] = ['login']) =>
  ({
    component: 'app',
    claim,
    surfaces,
    from: AT + minutes * MINUTE,
    to: AT + HOUR,
  }) as unknown as WitnessRecord['components'][number]

const page = (changes: Partial<WitnessRecord> = {}): WitnessRecord => ({
  ...{ target: 'claude', components: [], surfaces: [], posts: [] },
  reachability: [{ voice: 'heard', from: AT - HOUR, to: AT + 2 * HOUR }],
  ...changes,
})

const shownBy = (changes: Partial<WitnessRecord>, of = incident()) => pageOnIncident(of, page(changes))

describe('what a status page showed on an incident', () => {
  it('is unknown where it was not read meanwhile', () => {
    expect(pageOnIncident(incident(), undefined)).toBeUndefined()
    const reachable = (from: number, to: number, voice = 'heard') =>
      shownBy({ reachability: [{ voice, from: AT + from * MINUTE, to: AT + to * MINUTE }] as never })
    expect(reachable(-90, 0)).toBeUndefined()
    expect(reachable(60, 90)).toBeUndefined()
    expect(reachable(-90, 90, 'unreachable')).toBeUndefined()
    expect(reachable(59, 90)).toEqual({ posts: [], statuses: [] })
    expect(reachable(-1, 1)).toEqual({ posts: [], statuses: [] })
  })

  it('is nothing where it said nothing', () => {
    expect(shownBy({})).toStrictEqual({ posts: [], statuses: [] })
  })

  it.each([
    [-31, false],
    [-30, true],
    [0, true],
    [60, true],
    [61, false],
  ])('counts a post of minute %d from half an hour before to the end: %s', (minutes, counts) => {
    expect(shownBy({ posts: [post(minutes)] })?.posts.length).toBe(counts ? 1 : 0)
  })

  it('counts posts about no surface or about one of its own, not about others', () => {
    const posts = [post(1), post(2, ['login', 'chat']), post(3, ['console'])]
    expect(shownBy({ posts })?.posts.map(({ at }) => at)).toEqual([AT + MINUTE, AT + 2 * MINUTE])
  })

  it('counts statuses of components of its surfaces only', () => {
    const components = [status(1, 'partial_outage'), status(2, 'major_outage', ['chat']), status(3, 'major_outage', [])]
    expect(shownBy({ components })?.statuses).toHaveLength(1)
  })

  it('reported first by the earliest post, or status that admits trouble', () => {
    expect(shownBy({ posts: [post(12), post(9)] })?.firstAt).toBe(AT + 9 * MINUTE)
    expect(shownBy({ posts: [post(12)], components: [status(7, 'degraded_performance')] })?.firstAt).toBe(
      AT + 7 * MINUTE,
    )
    expect(shownBy({ components: [status(7, 'under_maintenance'), status(8, 'operational')] })).not.toHaveProperty(
      'firstAt',
    )
  })

  it('goes on while the incident does', () => {
    const { resolvedAt: _, ...open } = incident()
    expect(shownBy({ posts: [post(50_000)] }, open as never)?.posts).toHaveLength(1)
  })

  it('never reported before half an hour before the first failing run, nor after the end', () => {
    const minutes = fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 8 })
    fc.assert(
      fc.property(minutes, (all) => {
        const { firstAt } = shownBy({ posts: all.map((one) => post(one)) }) ?? {}
        const within = all.filter((one) => one >= -30 && one <= 60)
        expect(firstAt).toBe(within.length === 0 ? undefined : AT + Math.min(...within) * MINUTE)
      }),
    )
  })
})

describe('the lead of a status page', () => {
  const open = { openedAt: AT }

  it.each([
    [20 * MINUTE, 'The status page reported it 20 min after Doorwatch.'],
    [-3 * MINUTE, 'The status page reported it 3 min before Doorwatch.'],
    [1_000, 'The status page reported it 1.0 s after Doorwatch.'],
    [999, 'The status page reported it at the same time as Doorwatch.'],
    [0, 'The status page reported it at the same time as Doorwatch.'],
    [-999, 'The status page reported it at the same time as Doorwatch.'],
  ])('of %d ms reads "%s"', (lead, text) => {
    expect(pageLeadText(AT + lead, open)).toBe(text)
  })

  it('is none yet while the incident is open, and none where it is over', () => {
    expect(pageLeadText(undefined, open)).toBe('The status page has not reported it so far.')
    expect(pageLeadText(undefined, { ...open, resolvedAt: AT + HOUR })).toBe('The status page did not report it.')
  })
})
