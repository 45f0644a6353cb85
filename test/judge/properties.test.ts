import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../src/core/index.ts'
import { createPolicy, judge, type TargetMemory } from '../../src/judge/index.ts'
import { watchIn } from '../../src/judge/memory.ts'
import { suspected } from '../../src/judge/surface.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { runOf, T0 } from './kit.ts'
import { entriesOf, type Moment, moments, type Played, play, SURFACES, troubled } from './stories.ts'

describe('the judge, whatever happens', () => {
  it('gives the same output for the same input', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        expect(play(story)).toEqual(play(story))
      }),
      propertyRuns(20),
    )
  })

  it('never has two incidents open, opens each once and resolves it at most once more than it reopens it', () => {
    fc.assert(
      fc.property(
        fc.oneof(moments, troubled),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(0, HOUR),
        (story, days, settleMs) => {
          const { verdicts } = play(story, createPolicy({ falseAlarmDays: days, settleMs }))
          let open: string | undefined
          const names = new Set<string>()
          for (const { incident } of verdicts) {
            if (!incident) continue
            const { name, resolvedAt } = incident.incident
            const kinds = incident.entries.map((entry) => entry.kind)
            expect(open === undefined || open === name).toBe(true)
            expect(kinds.includes('opened')).toBe(!names.has(name))
            expect(kinds.includes('reopened')).toBe(names.has(name) && open === undefined)
            expect(kinds.filter((kind) => kind === 'resolved')).toHaveLength(resolvedAt === undefined ? 0 : 1)
            names.add(name)
            open = resolvedAt === undefined ? name : undefined
          }
        },
      ),
      propertyRuns(30),
    )
  })

  it('keeps transitions in a chain, each with reasons', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        const states = new Map<string, string>()
        for (const { transitions } of play(story).verdicts) {
          for (const { surface, from, to, evidence, since, at } of transitions) {
            expect(from).toBe(states.get(surface) ?? 'unknown')
            expect(to).not.toBe(from)
            expect(evidence.reasons.length).toBeGreaterThan(0)
            expect(since).toBeLessThanOrEqual(at)
            states.set(surface, to)
          }
        }
      }),
      propertyRuns(20),
    )
  })

  it('does not depend on the order of runs within one instant', () => {
    const oneEach = moments.map((story) => story.map((moment) => ({ ...moment, runs: firstOfEach(moment.runs) })))
    const order = fc.tuple(fc.oneof(oneEach, troubled), fc.integer())
    fc.assert(
      fc.property(order, ([story, seed]) => {
        const shuffled = story.map((moment, index) => ({ ...moment, runs: shuffle(moment.runs, seed + index) }))
        const [one, other] = [play(story), play(shuffled)]
        expect(summary(other)).toEqual(summary(one))
      }),
      propertyRuns(40),
    )
  })

  it('is never more suspicious for a good run at the usual pace', () => {
    fc.assert(
      fc.property(
        fc.oneof(moments, troubled),
        fc.constantFrom(...SURFACES),
        fc.integer({ min: 1, max: 300_000 }),
        (story, surface, later) => {
          const { memory } = play(story)
          const at = T0 + story.reduce((sum, moment) => sum + moment.afterMs, 0) + later
          const after = judge(memory, runOf({ at, surface, durationMs: 1 }), createPolicy(), at + 1).memory
          const evidence = (one: TargetMemory) =>
            suspected(watchIn(one, surface).now).reduce((sum, { cusum }) => sum + cusum.evidence, 0)
          expect(evidence(after)).toBeLessThanOrEqual(evidence(memory))
        },
      ),
      propertyRuns(30),
    )
  })
})
/** What matters to those who are alerted: states, incidents and notices at the end of each moment, in any order. */
function summary({ verdicts }: Played) {
  const sorted = (values: readonly string[]) => [...values].sort()
  return {
    states: sorted(
      verdicts.flatMap(({ transitions }) => transitions.map((one) => `${one.at} ${one.surface} ${one.from} ${one.to}`)),
    ),
    incidents: sorted(
      entriesOf(verdicts)
        .filter((entry) => entry.kind !== 'scope')
        .map((entry) => `${entry.at} ${entry.kind}`),
    ),
  }
}

/** The first run of each surface: what other probes and locations see is another instant. */
function firstOfEach(runs: Moment['runs']): Moment['runs'] {
  return runs.filter((one, index) => runs.findIndex((other) => other.surface === one.surface) === index)
}

function shuffle<T>(values: readonly T[], seed: number): readonly T[] {
  return values
    .map((value, index) => ({ value, key: Math.sin(seed * 7 + index * 13) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
