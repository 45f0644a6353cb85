import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { entriesOf, type Moment, play, SURFACES } from './stories.ts'

describe('a clock that jumps by an hour', () => {
  const calm = (minutes: number): readonly Moment[] =>
    Array.from({ length: minutes }, () => ({ afterMs: MINUTE, runs: SURFACES.map((surface) => ({ surface })) }))

  it.each([HOUR, -HOUR])('(%i ms) alerts nothing while all is well', (jump) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), (minutes) => {
        const story = [...calm(minutes), { afterMs: jump, runs: [] }, ...calm(90)]
        const { verdicts } = play(story)
        expect(entriesOf(verdicts)).toEqual([])
        expect(verdicts.flatMap((verdict) => verdict.notices)).toEqual([])
      }),
      propertyRuns(10),
    )
  })

  it.each([HOUR, -HOUR])('(%i ms) silences nothing: an outage after it is found as soon as one without it', (jump) => {
    const outage: readonly Moment[] = Array.from({ length: 5 }, () => ({
      afterMs: 10 * SECOND,
      runs: [{ surface: 'login', outcome: 'failed' as const }],
    }))
    const callsUntilOpened = (story: readonly Moment[]) => play(story).verdicts.findIndex((verdict) => verdict.incident)
    const plain = callsUntilOpened([...calm(120), { afterMs: 0, runs: [] }, ...calm(1), ...outage])
    expect(plain).toBeGreaterThan(0)
    expect(callsUntilOpened([...calm(120), { afterMs: jump, runs: [] }, ...calm(1), ...outage])).toBe(plain)
  })

  it.each([HOUR, -HOUR])('(%i ms) in an outage neither ends it nor opens another', (jump) => {
    const failing = (count: number): readonly Moment[] =>
      Array.from({ length: count }, () => ({
        afterMs: MINUTE,
        runs: SURFACES.map((surface) => ({ surface, outcome: 'failed' as const })),
      }))
    const { verdicts } = play([...calm(60), ...failing(20), { afterMs: jump, runs: [] }, ...failing(20)])
    const kinds = entriesOf(verdicts).map((entry) => entry.kind)
    expect(kinds.filter((kind) => kind === 'opened' || kind === 'resolved')).toEqual(['opened'])
  })
})
