import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { impactOf, outageEndOf, troubleOf } from '../../src/drill/impact.ts'
import type { DrillRecord } from '../../src/drill/index.ts'
import { foundVerdict, plan, record, reviewed, START, supportBot } from './kit.ts'

type Change = DrillRecord['changes'][number]

const broken = (minute: number, changes: Partial<Change> = {}): Change => ({
  ...{ at: START + minute * MINUTE, surface: 'claude/cli', fault: '529', probability: 1 },
  ...changes,
})
const cleared = (minute: number, surface = 'claude/cli'): Change => ({
  ...{ at: START + minute * MINUTE, surface, probability: 0 },
})

describe('the trouble of a drill', () => {
  it('lasts from a fault to the next change of its surface', () => {
    const changes = [broken(0), broken(5, { surface: 'claude/api' }), broken(10, { probability: 0.3 }), cleared(30)]
    expect(troubleOf(record({ changes, verdicts: [] }))).toEqual([
      { surface: 'claude/cli', from: START, to: START + 10 * MINUTE, failedShare: 1, state: 'down' },
      {
        ...{ surface: 'claude/api', from: START + 5 * MINUTE, to: START + 4 * HOUR, failedShare: 1, state: 'down' },
      },
      {
        ...{ surface: 'claude/cli', from: START + 10 * MINUTE, to: START + 30 * MINUTE },
        ...{ failedShare: 0.3, state: 'degraded' },
      },
    ])
  })

  it.each([
    [0.69, 'degraded'],
    [0.7, 'down'],
  ])('with a share of %f of requests is %s', (probability, state) => {
    expect(troubleOf(record({ changes: [broken(0, { probability })] }))[0]?.state).toBe(state)
  })

  it('has the class that the judge saw at the time or later, not one from before', () => {
    const classes = (at: number) =>
      troubleOf(record({ changes: [broken(60)], verdicts: [foundVerdict({ at, class: 'truncated' })] })).map(
        (one) => one.class,
      )
    expect(classes(START + 61 * MINUTE)).toEqual(['truncated'])
    expect(classes(START + 59 * MINUTE)).toEqual([undefined])
  })

  it('is the same whether the judge found it or not', () => {
    const { verdicts: _, ...rest } = record()
    const spans = (verdicts: DrillRecord['verdicts']) =>
      troubleOf({ ...rest, verdicts }).map(({ class: __, ...span }) => span)
    expect(spans([])).toEqual(spans([foundVerdict()]))
  })

  it('never overlaps on one surface', () => {
    const change = fc.record({
      minute: fc.nat(200),
      surface: fc.constantFrom('a', 'b'),
      probability: fc.constantFrom(0, 0.2, 1),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (all) => {
        const changes = all
          .toSorted((a, b) => a.minute - b.minute)
          .map(({ minute, surface, probability }) => broken(minute, { surface, probability }))
        const spans = troubleOf(record({ changes, playedTo: START + 300 * MINUTE }))
        for (const name of ['a', 'b']) {
          const surfaceSpans = spans.filter(({ surface }) => surface === name)
          for (const [index, one] of surfaceSpans.entries()) {
            expect(one.to).toBeGreaterThanOrEqual(one.from)
            expect(surfaceSpans[index + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(one.to)
          }
        }
      }),
    )
  })
})

describe('the end of the outage', () => {
  const endOf = (changes: readonly Change[]) => outageEndOf({ changes, playedTo: START + 2 * HOUR })

  it('is the last change where every fault is cleared', () => {
    expect(endOf([broken(0), broken(1, { surface: 'claude/api' }), cleared(30), cleared(40, 'claude/api')])).toBe(
      START + 40 * MINUTE,
    )
  })

  it('is the last moment that was played where one is left', () => {
    expect(endOf([broken(0), broken(1, { surface: 'claude/api' }), cleared(30)])).toBe(START + 2 * HOUR)
  })

  it('is the last moment of a drill without any fault', () => {
    expect(endOf([])).toBe(START + 2 * HOUR)
  })
})

describe('what a drill does to the work', () => {
  it('counts the person-hours from the first minute that was played to the end of the outage', () => {
    const [one] = impactOf(record(), plan(), START + MINUTE).workflows
    expect(one).toMatchObject({ workflow: 'code review', people: 25, hours: 100 })
    expect(one?.lostHours).toBeCloseTo(40)
  })

  it('hits a workflow when one of its surfaces breaks, and names only those that it uses', () => {
    const changes = [broken(0, { surface: 'claude/api' }), broken(10), cleared(30), cleared(30, 'claude/api')]
    const workflows = [reviewed(), supportBot()]
    const [review, bot] = impactOf(record({ changes, verdicts: [] }), plan({ workflows }), undefined).workflows
    expect(review).toMatchObject({ hitAt: START + 10 * MINUTE, hitBy: ['claude/cli'] })
    expect(bot).toMatchObject({ hitAt: START, hitBy: ['claude/api'] })
  })

  it('leaves a workflow alone that uses none of what breaks', () => {
    const workflows = [reviewed({ uses: ['claude/login'] })]
    const { workflows: impacts, shares } = impactOf(record(), plan({ workflows }), undefined)
    expect(impacts[0]).toMatchObject({ hitBy: [], lostHours: 0, promisedHours: 0 })
    expect(impacts[0]).not.toHaveProperty('hitAt')
    expect(shares).toEqual({ proven: 1, promised: 0, lost: 0 })
  })

  it('has no shares outside of work hours', () => {
    const night = { playedFrom: START + 14 * HOUR, playedTo: START + 15 * HOUR }
    const changes = [broken(14 * 60), cleared(15 * 60)]
    expect(impactOf(record({ ...night, changes, verdicts: [] }), plan(), undefined)).not.toHaveProperty('shares')
  })

  it('shares all work into what goes on, what is promised and what is lost', () => {
    const share = fc.constantFrom(0.2, 0.5, 0.8, 1)
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 240 }), fc.boolean(), (probability, minutes, isProven) => {
        const changes = [broken(0, { probability }), cleared(minutes)]
        const drilled = isProven ? plan() : plan({}, [])
        const { shares } = impactOf(record({ changes }), drilled, START)
        const { proven, promised, lost } = shares ?? { proven: 0, promised: 0, lost: 0 }
        expect(proven + promised + lost).toBeCloseTo(1)
        for (const value of [proven, promised, lost]) expect(value).toBeGreaterThanOrEqual(-1e-9)
      }),
    )
  })
})
