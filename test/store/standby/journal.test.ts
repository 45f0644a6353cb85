import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Call, Entry } from '../../../src/store/standby/calls.ts'
import { Journal } from '../../../src/store/standby/journal.ts'
import { NOW, requestOf, resultOf, transitionOf, verdictOf } from '../kit.ts'

const LIMITS = { runs: 100, bytes: 1_000_000 }

function claimOf(run: number, target = 'sandbox'): Entry {
  const slot = { target, scheduledAt: NOW + run }
  return [{ kind: 'claim', run: -run, args: [requestOf(slot), NOW + run] }]
}

function finishOf(run: number, target = 'sandbox', ...more: readonly Call[]): Entry {
  return [{ kind: 'finish', run: -run, args: [-run, resultOf({ target, scheduledAt: NOW + run })] }, ...more]
}

function memoryCall(target: string, slices: Readonly<Record<string, unknown>>, deleted: readonly string[] = []): Call {
  return { kind: 'memory', target, written: new Map(Object.entries(slices)), deleted: new Set(deleted) }
}

const DOWN: Call = {
  kind: 'changes',
  args: ['sandbox', undefined, verdictOf({ transitions: [transitionOf('operational', 'down')] })],
}

/** Claims and finishes runs `from` to `to`. */
function addRuns(journal: Journal, from: number, to: number, target?: string): void {
  for (let run = from; run <= to; run += 1) {
    journal.append(claimOf(run, target))
    journal.append(finishOf(run, target))
  }
}

const callsIn = (entries: readonly Entry[], kind: Call['kind']) => entries.flat().filter((call) => call.kind === kind)

/** The value of every slice, by target, after all calls. */
function memoriesIn(entries: readonly Entry[]): Record<string, Record<string, unknown>> {
  const memories: Record<string, Record<string, unknown>> = {}
  for (const call of entries.flat()) {
    if (call.kind !== 'memory') continue
    const memory = memories[call.target] ?? {}
    memories[call.target] = memory
    for (const [slice, value] of call.written) memory[slice] = value
    for (const slice of call.deleted) delete memory[slice]
  }
  return memories
}

describe('a journal', () => {
  it('returns the appended entries in order, and is then empty', () => {
    const journal = new Journal(LIMITS)
    const entries = [claimOf(1), claimOf(2), finishOf(2), finishOf(1, 'sandbox', DOWN)]
    for (const entry of entries) journal.append(entry)
    journal.append([])
    expect(journal.runs).toBe(2)
    expect(journal.take()).toEqual({ entries, dropped: [] })
    expect(journal.take()).toEqual({ entries: [], dropped: [] })
    expect(journal.runs).toBe(0)
  })

  it('stays within its limits, however many runs come', () => {
    const journal = new Journal(LIMITS)
    for (let run = 1; run <= 5_000; run += 1) {
      const target = `target-${run % 10}`
      journal.append(claimOf(run, target))
      journal.append(finishOf(run, target, memoryCall(target, { time: { now: NOW + run } })))
    }
    expect(journal.runs).toBeGreaterThanOrEqual(95)
    expect(journal.runs).toBeLessThanOrEqual(100)
    expect(journal.runs + journal.droppedRuns).toBe(5_000)
    const { entries } = journal.take()
    expect(entries.length).toBeLessThan(300)
    expect(memoriesIn(entries)['target-0']).toEqual({ time: { now: NOW + 5_000 } })
    const slices = callsIn(entries, 'memory').flatMap((call) => (call.kind === 'memory' ? [...call.written] : []))
    expect(slices).toHaveLength(10)
  })

  it('drops by the size of results as well', () => {
    const bytes = JSON.stringify(resultOf({ scheduledAt: NOW + 1 })).length
    const journal = new Journal({ runs: 100, bytes: 3.5 * bytes })
    addRuns(journal, 1, 5)
    expect([journal.runs, journal.droppedRuns]).toEqual([3, 2])
  })

  it('counts the slots of confirm runs apart: only scheduled ones are missing in the availability', () => {
    const journal = new Journal({ runs: 2, bytes: 1_000_000 })
    for (let run = 1; run <= 8; run += 1) {
      const trigger = run % 3 === 0 ? 'confirm' : 'schedule'
      const slot = { trigger, scheduledAt: NOW + run } as const
      journal.append([{ kind: 'claim', run: -run, args: [requestOf(slot), NOW + run] }])
      journal.append([{ kind: 'finish', run: -run, args: [-run, resultOf(slot)] }])
    }
    const { dropped } = journal.take()
    expect(dropped.map(({ sample, count }) => [sample.trigger, count])).toEqual([
      ['schedule', 4],
      ['confirm', 2],
    ])
  })

  it('keeps a run that changed a state, and one that the database holds open', () => {
    const journal = new Journal({ runs: 3, bytes: 1_000_000 })
    journal.append(claimOf(1))
    journal.append(finishOf(1, 'sandbox', DOWN))
    journal.append(finishOf(2)) // claimed in the database
    addRuns(journal, 3, 9)
    const { entries, dropped } = journal.take()
    expect(callsIn(entries, 'finish').map((call) => call.kind === 'finish' && -call.run)).toEqual([1, 2, 9])
    expect(dropped).toMatchObject([{ count: 6, until: NOW + 8, sample: { scheduledAt: NOW + 3 } }])
  })

  it('keeps the other claims of a transaction whose first run is dropped', () => {
    const journal = new Journal({ runs: 1, bytes: 1_000_000 })
    journal.append([...claimOf(1), ...claimOf(2)])
    journal.append(finishOf(1))
    journal.append(finishOf(2, 'sandbox', DOWN))
    const { entries } = journal.take()
    expect(entries.flat().map((call) => [call.kind, 'run' in call && -call.run])).toEqual([
      ['claim', 2],
      ['finish', 2],
      ['changes', false],
    ])
  })
})

describe('a batch that is put back', () => {
  it('comes before later entries, and counts again', () => {
    const journal = new Journal(LIMITS)
    addRuns(journal, 1, 2)
    const batch = journal.take()
    addRuns(journal, 3, 3)
    journal.putBack(batch)
    expect(journal.runs).toBe(3)
    expect(callsIn(journal.take().entries, 'finish').map((call) => call.kind === 'finish' && -call.run)).toEqual([
      1, 2, 3,
    ])
  })

  it('keeps the dropped slots of every target, and adds later ones', () => {
    const journal = new Journal({ runs: 1, bytes: 1_000_000 })
    addRuns(journal, 1, 3, 'claude')
    addRuns(journal, 11, 13, 'openai')
    expect(journal.droppedRuns).toBe(5)
    const batch = journal.take()
    addRuns(journal, 21, 23, 'claude')
    journal.putBack(batch)
    expect(journal.droppedRuns).toBe(7)
    const { dropped } = journal.take()
    expect(
      dropped.map(({ sample, count, until }) => [sample.target, sample.scheduledAt - NOW, count, until - NOW]),
    ).toEqual([
      ['claude', 1, 5, 22],
      ['openai', 11, 2, 12],
    ])
  })

  it('drops slices that newer ones replace', () => {
    const journal = new Journal(LIMITS)
    journal.append([memoryCall('sandbox', { time: 1, incident: 1 })])
    journal.putBack(journal.take())
    journal.append([memoryCall('sandbox', { time: 2 })])
    const calls = callsIn(journal.take().entries, 'memory')
    expect(calls.flatMap((call) => (call.kind === 'memory' ? [...call.written] : []))).toEqual([
      ['incident', 1],
      ['time', 2],
    ])
  })
})

describe('any sequence of calls', () => {
  const memory = fc.record({
    target: fc.constantFrom('claude', 'openai'),
    slice: fc.constantFrom('time', 'pool', 'incident'),
    value: fc.option(fc.integer(), { nil: undefined }),
  })
  const step = fc.oneof(
    memory.map((change) => ({ do: 'memory' as const, ...change })),
    fc.constant({ do: 'run' as const }),
    fc.constant({ do: 'retry' as const }),
  )

  it('loses no slice of a memory and no count of runs, also when it is taken and put back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, runs) => {
        const journal = new Journal({ runs, bytes: 1_000_000 })
        const all: Entry[] = []
        let finished = 0
        for (const step of steps) {
          if (step.do === 'retry') journal.putBack(journal.take())
          else if (step.do === 'run') {
            finished += 1
            addRuns(journal, finished, finished)
          } else {
            const change = () =>
              step.value === undefined
                ? memoryCall(step.target, {}, [step.slice])
                : memoryCall(step.target, { [step.slice]: step.value })
            all.push([change()])
            journal.append([change()])
          }
        }
        expect(journal.runs).toBeLessThanOrEqual(runs)
        expect(journal.runs + journal.droppedRuns).toBe(finished)
        const expected = memoriesIn(all)
        const memories = memoriesIn(journal.take().entries)
        for (const target of ['claude', 'openai']) expect(memories[target] ?? {}).toEqual(expected[target] ?? {})
      }),
    )
  })
})
