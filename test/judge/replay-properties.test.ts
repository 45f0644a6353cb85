import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayJudge } from '../../src/backtest/replay-judge.ts'
import { type JudgedChanges, MINUTE } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, judge, judgeTime, memoryFor, type TargetMemory } from '../../src/judge/index.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { runOf, T0 } from './kit.ts'
import { readBack } from './read-back.ts'
import { moments, play, TARGET, timed, troubled } from './stories.ts'

describe('the judge in a replay, whatever happens', () => {
  it('gives what it gave live: memory that goes through a store between all calls changes nothing', () => {
    const stored = (memory: TargetMemory) => memoryFor(TARGET, readBack(memory))
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        expect(play(story, createPolicy(), stored)).toEqual(play(story))
      }),
      propertyRuns(10),
    )
  })

  it('gives the same memory and changes in a replay, which mutates its memory', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled.map(timed)), (story) => {
        let live = emptyMemory(TARGET)
        const replayed = replayJudge(live, createPolicy())
        let at = T0
        const compare = (memory: TargetMemory, changes: JudgedChanges, other: JudgedChanges) => {
          live = memory
          expect(other.transitions).toEqual(changes.transitions)
          expect(other.incident).toEqual(changes.incident)
          expect(other.notices).toEqual(changes.notices)
        }
        for (const [number, { afterMs, runs }] of story.entries()) {
          at += afterMs
          for (const wish of runs) {
            const run = runOf({ ...wish, at })
            const { memory, verdict } = judge(live, run, createPolicy(), at + 5_000)
            compare(memory, verdict, replayed.apply(run, at + 5_000))
          }
          // The clock is not looked at while runs come often: they must lead to the same one after the other.
          if (number % 7 !== 0) continue
          const { memory, changes } = judgeTime(live, createPolicy(), at + 5_000)
          compare(memory, changes, replayed.tick(at + 5_000))
        }
        expect(replayed.memory()).toEqual(live)
      }),
      propertyRuns(12),
    )
  })

  it('does not change a memory that a replay returned', () => {
    const replayed = replayJudge(emptyMemory(TARGET), createPolicy())
    const next = (minute: number) => {
      const at = T0 + minute * MINUTE
      replayed.apply(runOf({ surface: 'login', at, durationMs: 300 + minute }), at + 1_000)
    }
    for (let minute = 0; minute < 40; minute += 1) next(minute)
    const returned = replayed.memory()
    const then = JSON.stringify(returned)
    for (let minute = 40; minute < 80; minute += 1) next(minute)
    expect(JSON.stringify(returned)).toBe(then)
    expect(JSON.stringify(replayed.memory())).not.toBe(then)
  })
})
