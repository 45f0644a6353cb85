import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, MonitorError, type StateSpan } from '../../src/core/index.ts'
import { severity } from '../../src/report/overview.ts'
import { fittingRange, isRangeName, RANGE_NAMES, RANGES, rangeNamed, rangeOf } from '../../src/report/range.ts'
import { classOf, statusesOf } from '../../src/report/statuses.ts'
import { selectSurfaces } from '../../src/report/trend-selection.ts'
import { door, NOW } from './kit.ts'

const STANDINGS = ['down', 'degraded', 'unknown', 'waiting', 'maintenance', 'operational'] as const

/** A stretch of a surface in which it was broken. */
const broken = (surface: string, minutes: number, target = 'sandbox'): StateSpan => ({
  ...{ target, surface, state: 'down', from: NOW - minutes * MINUTE, to: NOW },
})

describe('the surfaces that a trend draws', () => {
  it('are those that are broken now, then those that were broken longest, then the others by name', () => {
    const surfaces = [
      door('api', 'operational'),
      door('chat', 'operational'),
      door('cli', 'down'),
      door('login', 'operational'),
    ]
    const states = [broken('api', 5), broken('chat', 30), broken('cli', 1)]
    const { lanes, matching } = selectSurfaces(surfaces, states, {})
    expect(lanes.map(({ surface }) => surface)).toEqual(['cli', 'chat', 'api', 'login'])
    expect(matching).toBe(4)
  })

  it('are at most 24, of which eight have charts, and twelve while all is well', () => {
    const many = (standing: (typeof STANDINGS)[number]) =>
      Array.from({ length: 60 }, (_, index) => door(`s${index}`, standing))
    const calm = selectSurfaces(many('operational'), [], {})
    expect([calm.lanes.length, calm.charted.length, calm.matching]).toEqual([12, 8, 60])
    expect(selectSurfaces(many('down'), [], {}).lanes).toHaveLength(24)
  })

  it('rank by severity whatever their order, and none is drawn twice', () => {
    const surface = fc.record({
      name: fc.integer({ min: 0, max: 40 }),
      standing: fc.constantFrom(...STANDINGS),
      minutes: fc.nat(90),
    })
    fc.assert(
      fc.property(fc.uniqueArray(surface, { selector: ({ name }) => name, maxLength: 40 }), (list) => {
        const surfaces = list.map(({ name, standing }) => door(`s${name}`, standing))
        const states = list
          .filter(({ minutes }) => minutes > 45)
          .map(({ name, minutes }) => broken(`s${name}`, minutes))
        const { lanes, charted } = selectSurfaces(surfaces, states, {})
        const names = lanes.map(({ surface }) => surface)
        expect(new Set(names).size).toBe(names.length)
        const ranks = names.map((name) =>
          severity(surfaces.find((one) => one.surface === name)?.standing ?? 'operational'),
        )
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
        expect(charted).toEqual(lanes.slice(0, 8))
        expect(selectSurfaces(surfaces.toReversed(), states, {}).lanes).toEqual(lanes)
      }),
    )
  })

  it('include one that is no longer watched where it was broken in the range, unless a state is asked for', () => {
    const states = [broken('gone', 10)]
    expect(selectSurfaces([door('login', 'operational')], states, {}).lanes.map(({ surface }) => surface)).toEqual([
      'gone',
      'login',
    ])
    expect(selectSurfaces([door('login', 'operational')], states, { state: 'operational' }).matching).toBe(1)
    expect(selectSurfaces([door('login', 'operational')], states, { text: 'gon' }).lanes).toHaveLength(1)
  })

  it('have the incidents of their target that touch one of them', () => {
    const { hasIncident } = selectSurfaces([door('login', 'down'), door('chat', 'operational')], [], { text: 'login' })
    const incident = (target: string, ...names: readonly string[]) =>
      ({ target, surfaces: names.map((surface) => ({ surface })) }) as never
    expect(hasIncident(incident('sandbox', 'chat', 'login'))).toBe(true)
    expect(hasIncident(incident('sandbox', 'chat'))).toBe(false)
    expect(hasIncident(incident('other', 'login'))).toBe(false)
  })
})

describe('the range of a report', () => {
  it('ends now and is as long as its name says', () => {
    for (const name of RANGE_NAMES) {
      expect(rangeOf(name, NOW)).toEqual({ from: NOW - RANGES[name], to: NOW })
      expect(isRangeName(name)).toBe(true)
    }
  })

  it.each(['', '8d', '24H', 'constructor', '__proto__'])(
    'is not named %j, which the error says with the names there are',
    (name) => {
      expect(() => rangeOf(name, NOW)).toThrow(MonitorError)
      expect(isRangeName(name)).toBe(false)
      expect(rangeNamed(name)).toBeUndefined()
    },
  )

  it.each([
    ['1w', '7d'],
    ['60m', '1h'],
    ['24h', '24h'],
    ['1d', '24h'],
    ['365d', '1y'],
    ['1mo', '30d'],
  ])('may be given as the duration %s: it is %s', (text, name) => {
    expect(rangeNamed(text)).toBe(name)
  })

  it('fits the history: the shortest that covers it, up to a day', () => {
    fc.assert(
      fc.property(fc.nat(5 * DAY), (age) => {
        const name = fittingRange(NOW - age, NOW)
        expect(RANGES[name] >= age || name === '24h').toBe(true)
        const shorter = RANGE_NAMES[RANGE_NAMES.indexOf(name) - 1]
        if (shorter) expect(RANGES[shorter]).toBeLessThan(age)
      }),
    )
    expect(fittingRange(NOW + HOUR, NOW)).toBe('15m')
  })
})

describe('the statuses of a surface', () => {
  it('keep every response when buckets are added up', () => {
    const bucket = fc.record({
      at: fc.nat(59),
      counts: fc.dictionary(fc.constantFrom('200', '204', '404', '429', '503', '0'), fc.nat(9)),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(bucket, { selector: ({ at }) => at, maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (buckets, minutes) => {
          const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
          const all = total(buckets.flatMap(({ counts }) => Object.values(counts)))
          const series = {
            target: 'sandbox',
            surface: 'api',
            total: { '200': all },
            buckets: buckets.map(({ at, counts }) => ({
              at: NOW + at * MINUTE,
              counts: new Map(Object.entries(counts)),
            })),
          }
          const [mix] = statusesOf([series], { from: NOW, to: NOW + HOUR, bucketMs: MINUTE }, () => minutes * MINUTE)
          expect(mix === undefined).toBe(all === 0)
          if (!mix) return
          expect(total(mix.buckets.flatMap(({ counts }) => counts))).toBe(all)
          expect(mix.bucketMs).toBe(minutes * MINUTE)
          for (const { at } of mix.buckets) expect((at - NOW) % mix.bucketMs).toBe(0)
          expect(mix.buckets.length).toBeLessThanOrEqual(Math.ceil(60 / minutes))
        },
      ),
    )
  })

  it('have one class each, also where the status is none', () => {
    const other = classOf('nonsense')
    for (const status of ['', '0', '99', '1000', 'abc', '-200']) expect(classOf(status)).toBe(other)
    for (const [one, two] of [
      ['201', '202'],
      ['501', '599'],
    ] as const)
      expect(classOf(one)).toBe(classOf(two))
    expect(new Set(['404', '429', '500', '503', '529'].map(classOf)).size).toBe(5)
  })
})
