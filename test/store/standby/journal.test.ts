import { expect, it } from 'vitest'
import { createJournal, memoryCall } from '../../../src/store/standby/journal.ts'
import { NOW, requestOf, resultOf } from '../kit.ts'

const LIMITS = { runs: 100, bytes: 1_000_000 }

/** What a run of a target leaves: its claim, then its result with the judge's memory. */
function runCalls(run: number, target: string) {
  const slot = { target, scheduledAt: NOW + run }
  return [
    [{ kind: 'claim' as const, run: -run, args: [requestOf(slot), NOW + run] as const }],
    [
      { kind: 'finish' as const, run: -run, args: [-run, resultOf(slot)] as const },
      memoryCall(target, {}, { time: { now: NOW + run } }),
    ],
  ] as const
}

it('stays bounded, however many runs come', () => {
  const journal = createJournal(LIMITS)
  for (let run = 1; run <= 5_000; run += 1) {
    for (const calls of runCalls(run, `target-${run % 10}`)) journal.append(calls as never)
  }
  expect(journal.runs).toBeGreaterThanOrEqual(95)
  expect(journal.runs).toBeLessThanOrEqual(100)
  expect(journal.runs + journal.droppedRuns).toBe(5_000)
  const { entries } = journal.take()
  expect(entries.length).toBeLessThan(300)
  const times = entries.flat().flatMap((call) => (call.kind === 'memory' ? [...call.slices.values()] : []))
  expect(times).toHaveLength(10)
  expect(times).toContainEqual({ now: NOW + 5_000 })
})

it('forgets older memories also of what was put back', () => {
  const journal = createJournal(LIMITS)
  journal.append([memoryCall('sandbox', {}, { time: 1, incident: 1 })])
  journal.putBack(journal.take())
  journal.append([memoryCall('sandbox', {}, { time: 2 })])
  const slices = journal
    .take()
    .entries.flat()
    .flatMap((call) => (call.kind === 'memory' ? [...call.slices] : []))
  expect(slices).toEqual([
    ['incident', 1],
    ['time', 2],
  ])
})
