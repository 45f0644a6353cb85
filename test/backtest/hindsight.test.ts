import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outagesOf, scoreOf } from '../../src/backtest/index.ts'
import { MINUTE, type Outcome } from '../../src/core/index.ts'
import type { JudgedRun } from '../../src/judge/index.ts'
import { CREDENTIALS, runOf, T0 } from '../judge/kit.ts'

const OUTCOME_OF: Readonly<Record<string, Outcome>> = { '.': 'passed', x: 'failed', s: 'slow', e: 'error' }

/** A run a minute from a picture: `.` passed, `x` failed, `s` slow, `e` not measured. */
function history(picture: string): readonly JudgedRun[] {
  return [...picture].map((sign, minute) => runOf({ at: T0 + minute * MINUTE, outcome: OUTCOME_OF[sign] ?? 'passed' }))
}

/** The outages of a history, as the minutes from which to which they last. */
function outagesIn(runs: readonly JudgedRun[]): readonly (readonly [number, number])[] {
  const hindsight = outagesOf()
  for (const run of runs) hindsight.apply(run)
  return hindsight.end().map(({ from, to }) => [(from - T0) / MINUTE, (to - T0) / MINUTE])
}

const calm = (minutes: number) => '.'.repeat(minutes)

describe('failures in hindsight', () => {
  it('are an outage where a third of the runs fails for an hour; stretches near each other are one', () => {
    expect(outagesIn(history(`${calm(300)}${'x..'.repeat(20)}${calm(20)}xxxx${calm(100)}`))).toEqual([[300, 383]])
  })

  it('are none where they are blips, or not the provider’s', () => {
    expect(outagesIn(history(`${calm(300)}x${calm(18)}x${calm(100)}`))).toEqual([])
    const ours = history('xxxxxxxx').map((run) => ({ ...run, failure: CREDENTIALS }))
    expect(outagesIn(ours)).toEqual([])
    expect(outagesIn(history('eeeeeeee').map((run) => ({ ...run, failure: CREDENTIALS })))).toEqual([])
  })

  it('are trouble where they are one in twenty for half a day, and seldom otherwise', () => {
    const picture = `${calm(3_000)}${`${calm(19)}x`.repeat(36)}${calm(3_000)}`
    expect(outagesIn(history(picture))).toEqual([[3_019, 3_719]])
  })

  it('do not make trouble of a surface on which one run in twenty always fails', () => {
    expect(outagesIn(history(`${calm(19)}x`.repeat(500)))).toEqual([])
  })

  it('that come ever more often are one outage, from where they are more than usual', () => {
    const picture = `${calm(3_000)}${`${calm(19)}x`.repeat(36)}${'x'.repeat(30)}${calm(3_000)}`
    expect(outagesIn(history(picture))).toEqual([[3_019, 3_749]])
  })

  it('before an outage do not make it begin earlier, where they are no more than usual', () => {
    expect(outagesIn(history(`${calm(1_000)}x${calm(40)}${'x'.repeat(30)}${calm(1_000)}`))).toEqual([[1_041, 1_070]])
  })
})

describe('slowness in hindsight', () => {
  it('is trouble where runs are slow as often as they fail in an outage', () => {
    expect(outagesIn(history(`${calm(300)}${'s'.repeat(30)}${calm(100)}`))).toEqual([[300, 329]])
    expect(outagesIn(history(`${calm(300)}${'s..'.repeat(20)}${calm(100)}`))).toEqual([[300, 357]])
  })

  it('is none where single runs are slow, or the monitor is at fault', () => {
    expect(outagesIn(history(`${calm(300)}s${calm(30)}s${calm(30)}`))).toEqual([])
    const ours = history('s'.repeat(30)).map((run) => ({ ...run, failure: CREDENTIALS }))
    expect(outagesIn(ours)).toEqual([])
  })

  it('is none where a limit is so tight that one run in ten is always slow', () => {
    expect(outagesIn(history(`${calm(9)}s`.repeat(1_000)))).toEqual([])
  })

  it('that turns into failures is one outage with them', () => {
    expect(outagesIn(history(`${calm(300)}${'s'.repeat(20)}${'x'.repeat(20)}${calm(100)}`))).toEqual([[300, 339]])
  })

  it('makes an alert for it a true one, and counts as missed by a rule that ignores durations', () => {
    const hindsight = outagesOf()
    for (const run of history(`${calm(300)}${'s'.repeat(30)}${calm(100)}`)) hindsight.apply(run)
    const outages = hindsight.end()
    const at = T0 + 302 * MINUTE
    const alert = { at, target: 'sandbox', surface: 'login' }
    const incident = { target: 'sandbox', openedAt: at, surfaces: ['login'] }
    expect(scoreOf({ rule: 'sees', incidents: [incident], alerts: [alert] }, outages)).toMatchObject({
      detected: 1,
      falseAlerts: 0,
      medianMs: 2 * MINUTE,
    })
    expect(scoreOf({ rule: 'blind', incidents: [], alerts: [] }, outages)).toMatchObject({ missed: 1, falseAlerts: 0 })
  })
})

describe('hindsight', () => {
  it('finds a hard outage of ten minutes where it was, whatever blips are around it', () => {
    const blips = fc.uniqueArray(fc.nat({ max: 2_000 }), { maxLength: 6 })
    fc.assert(
      fc.property(blips, fc.integer({ min: 200, max: 1_700 }), fc.constantFrom('x', 's'), (minutes, from, sign) => {
        const signs = [...calm(2_000)]
        for (const minute of minutes) signs[minute] = 'x'
        for (let minute = from; minute < from + 10; minute += 1) signs[minute] = sign
        const outages = outagesIn(history(signs.join('')))
        expect(
          outages.some(([begin, end]) => begin <= from && begin > from - 100 && end >= from + 9 && end < from + 110),
        ).toBe(true)
        expect(outages.length).toBeLessThan(4)
      }),
      { numRuns: 100 },
    )
  })
})
