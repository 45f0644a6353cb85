import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coveredMs,
  DAY,
  HOUR,
  isSilent,
  isWorkerAlive,
  joinStretches,
  listOf,
  MINUTE,
  modelSlug,
  nearest,
  percent,
  quietWindowAt,
  SECOND,
  Secret,
  worstPageStatus,
} from '../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)

describe('a share as text', () => {
  it('reads 100 % only where it is whole, and falls with the share', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5_000_000 })
          .chain((runs) => fc.tuple(fc.constant(runs), fc.integer({ min: 0, max: runs }))),
        ([runs, good]) => {
          const share = good / runs
          expect(percent(share) === '100 %').toBe(good === runs)
          const printed = Number.parseFloat(percent(share))
          expect(printed).toBeLessThanOrEqual(100 * share + 1e-9)
          expect(100 * share - printed).toBeLessThan(share > 0.995 ? 0.01 + 1e-9 : 0.1 + 1e-9)
        },
      ),
    )
  })
})

describe('stretches of time', () => {
  const stretches = fc.array(
    fc.tuple(fc.nat(100), fc.nat(30)).map(([from, length]) => ({ from, to: from + length })),
    { maxLength: 12 },
  )

  it('cover each moment once', () => {
    fc.assert(
      fc.property(stretches, (stretches) => {
        const moments = new Set<number>()
        for (const { from, to } of stretches) for (let at = from; at < to; at += 1) moments.add(at)
        expect(coveredMs(stretches)).toBe(moments.size)
        expect(coveredMs(stretches.toReversed())).toBe(moments.size)
      }),
    )
  })

  it('that touch and say the same are joined, and say the same at every moment', () => {
    const claim = fc.constantFrom('operational' as const, 'major_outage' as const)
    const chain = fc
      .array(fc.tuple(claim, fc.integer({ min: 1, max: 5 }), fc.boolean()), { maxLength: 12 })
      .map((parts) => {
        let at = 0
        return parts.map(([claim, length, gap]) => {
          const from = at + (gap ? 1 : 0)
          at = from + length
          return { claim, from, to: at }
        })
      })
    fc.assert(
      fc.property(chain, (chain) => {
        const joined = joinStretches(chain)
        const at = (list: typeof chain, moment: number) =>
          list.find(({ from, to }) => moment >= from && moment < to)?.claim
        for (let moment = 0; moment < 80; moment += 1) expect(at(joined, moment)).toBe(at(chain, moment))
        for (const [index, { claim, from }] of joined.entries()) {
          const before = joined[index - 1]
          expect(before?.to === from && before.claim === claim).toBe(false)
        }
      }),
    )
  })

  it('have one of their own statuses as the worst, in any order', () => {
    const status = fc.constantFrom(
      'unread',
      'operational',
      'unknown',
      'under_maintenance',
      'degraded_performance',
      'partial_outage',
      'major_outage',
    )
    fc.assert(
      fc.property(fc.array(status as fc.Arbitrary<'unread'>, { maxLength: 6 }), (statuses) => {
        const worst = worstPageStatus(statuses)
        expect(worst === undefined).toBe(statuses.length === 0)
        if (worst) expect(statuses).toContain(worst)
        expect(worstPageStatus(statuses.toReversed())).toBe(worst)
      }),
    )
  })
})

describe('the quiet window of a moment', () => {
  const window = fc.record({
    kind: fc.constantFrom('maintenance' as const, 'mute' as const),
    from: fc.nat(10),
    to: fc.nat(20),
    target: fc.constantFrom('a', 'b', undefined),
    surface: fc.constantFrom('login', 'chat', undefined),
  })

  it('covers the surface then, and none that does ends later', () => {
    fc.assert(
      fc.property(
        fc.array(window as fc.Arbitrary<never>, { maxLength: 8 }),
        fc.nat(20),
        fc.constantFrom('maintenance' as const, undefined),
        (windows, at, kind) => {
          const query = { target: 'a', surface: 'login', at, ...(kind ? { kind } : {}) }
          const covering = (
            windows as { kind: string; from: number; to: number; target?: string; surface?: string }[]
          ).filter(
            (one) =>
              one.from <= at &&
              at < one.to &&
              (one.target ?? 'a') === 'a' &&
              (one.surface ?? 'login') === 'login' &&
              (kind === undefined || one.kind === kind),
          )
          const quietWindow = quietWindowAt(windows, query)
          expect(quietWindow === undefined).toBe(covering.length === 0)
          if (quietWindow) expect(quietWindow.to).toBe(Math.max(...covering.map(({ to }) => to)))
        },
      ),
    )
  })
})

describe('silence', () => {
  it('begins later for longer intervals, and never within an interval and ten seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: SECOND, max: DAY }), fc.nat(3 * DAY), (everyMs, quietMs) => {
        expect(isSilent({ quietMs, everyMs })).toBe(quietMs > everyMs + Math.max(everyMs, 10 * SECOND) + 500)
        if (isSilent({ quietMs, everyMs: everyMs + 1 })) expect(isSilent({ quietMs, everyMs })).toBe(true)
      }),
    )
  })

  it('of a worker begins a minute after its last heartbeat', () => {
    expect(isWorkerAlive(NOW - MINUTE, NOW)).toBe(true)
    expect(isWorkerAlive(NOW - MINUTE - 1, NOW)).toBe(false)
    expect(isWorkerAlive(NOW + HOUR, NOW)).toBe(true)
    expect(isWorkerAlive(undefined, NOW)).toBe(false)
  })
})

describe('names', () => {
  it('of a model are small letters, digits and single dashes, the same for the same slug', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (model) => {
        const slug = modelSlug(model)
        expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/)
        expect(modelSlug(slug)).toBe(slug)
      }),
    )
  })

  it('that are mistyped by one letter are recognised', () => {
    fc.assert(
      fc.property(fc.constantFrom('availability', 'requests', 'timeout', 'webhook'), fc.nat(6), (word, at) => {
        const typed = word.slice(0, at) + word.slice(at + 1)
        expect(nearest(typed.toUpperCase(), ['availability', 'requests', 'timeout', 'webhook'])).toBe(word)
      }),
    )
  })

  it('are listed all up to the limit, and counted beyond it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (many) => {
        const names = Array.from({ length: many }, (_, index) => `n${index}`)
        const text = listOf(names, { longest: 12, named: 5 })
        const named = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)).length
        expect(named).toBe(many > 12 ? 5 : many)
        if (many > 12) expect(text).toContain(`and ${many - 5} more`)
      }),
    )
  })
})

describe('a secret', () => {
  it('shows its name only, however it is written', () => {
    const secret = new Secret('KEY', 'sk-1')
    const texts = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      JSON.stringify(Object.entries(secret)),
      Object.keys(secret).join(),
    ]
    for (const text of texts) expect(text).not.toContain('sk-1')
    expect(`${secret}`).toBe('[secret KEY]')
    expect(secret.reveal()).toBe('sk-1')
    expect(structuredClone({ ...secret })).toEqual({ name: 'KEY' })
  })
})
