import type { JudgeMemory, RunResult, SkipReason, Verdict, WitnessChange } from '../../core/index.ts'
import type { KeptWitness, StoreTx } from '../schema/port.ts'

/** The calls of a transaction that write, in order. `run` is an id as the worker holds it. */
export type Call =
  | { readonly kind: 'claim'; readonly run: number; readonly args: Parameters<StoreTx['claimRun']> }
  | { readonly kind: 'finish'; readonly run: number; readonly args: Parameters<StoreTx['finishRun']> }
  | { readonly kind: 'skip'; readonly args: Parameters<StoreTx['insertSkipped']> }
  | {
      readonly kind: 'memory'
      readonly target: string
      readonly slices: Map<string, unknown>
      readonly gone: Set<string>
    }
  | { readonly kind: 'verdict'; readonly args: Parameters<StoreTx['applyVerdict']> }
  | { readonly kind: 'alerts'; readonly args: Parameters<StoreTx['saveAlerts']> }
  | {
      readonly kind: 'witness'
      readonly target: string
      readonly kept: KeptWitness & { readonly changes: readonly WitnessChange[] }
    }

type MemoryCall = Extract<Call, { kind: 'memory' }>

/** Results that no longer fit: how many slots of a probe, from the first to the last (epoch ms). */
export interface DroppedRuns {
  readonly sample: RunResult
  readonly count: number
  readonly until: number
}

/** What is held at most. */
export interface JournalLimits {
  readonly runs: number
  /** Of results, as JSON. */
  readonly bytes: number
}

/** Writes that wait for the database, oldest first. */
export interface Journal {
  /** Runs that wait, and those that were dropped because there were too many. */
  readonly runs: number
  readonly droppedRuns: number
  append(calls: readonly Call[]): void
  /** Takes all that waits; what cannot be written is given back with `putBack`. */
  take(): Taken
  putBack(taken: Taken): void
  isEmpty(): boolean
}

export interface Taken {
  readonly entries: readonly (readonly Call[])[]
  readonly dropped: readonly DroppedRuns[]
}

/** Why a dropped slot has no result. */
export const DROPPED: SkipReason = 'storage'

/**
 * A bounded journal. Where it is full, the results of the oldest ordinary runs go: what changed a state, an incident or a
 * notice stays.
 */
export function createJournal(limits: JournalLimits): Journal {
  let entries: (readonly Call[])[] = []
  let dropped = new Map<string, DroppedRuns>()
  let runs = 0
  let bytes = 0
  /** The calls that hold the newest value of a slice, by target. */
  let memories = new Map<string, MemoryCall[]>()

  /** Drops some more than must be, so that looking through all that waits is rare. */
  function drop(): void {
    const kept = { runs: mostOf(limits.runs), bytes: mostOf(limits.bytes) }
    const claims = claimsIn(entries)
    for (let index = 0; (runs > kept.runs || bytes > kept.bytes) && index < entries.length; index += 1) {
      const entry = entries[index] ?? []
      const finish = entry.find((call) => call.kind === 'finish')
      if (!finish || !isOrdinary(entry)) continue
      const claim = claims.get(finish.run)
      // A run that the database already holds open must be finished there.
      if (claim === undefined) continue
      count(finish.args[1])
      entries[index] = entry.filter((call) => call.kind === 'memory')
      entries[claim] = (entries[claim] ?? []).filter((call) => call.kind !== 'claim')
      runs -= 1
      bytes -= sizeOf(finish)
    }
    entries = entries.map((entry) => entry.filter(isOfUse)).filter((entry) => entry.length > 0)
  }

  function count(result: RunResult): void {
    const key = JSON.stringify([result.target, result.surface, result.probe, result.location])
    const before = dropped.get(key)
    dropped.set(key, {
      sample: before?.sample ?? result,
      count: (before?.count ?? 0) + 1,
      until: Math.max(before?.until ?? 0, result.scheduledAt),
    })
  }

  return {
    get runs() {
      return runs
    },
    get droppedRuns() {
      return [...dropped.values()].reduce((sum, one) => sum + one.count, 0)
    },
    append(calls) {
      if (calls.length === 0) return
      for (const call of calls) {
        if (call.kind === 'memory') memories.set(call.target, [...forgetOlder(memories.get(call.target), call), call])
        if (call.kind !== 'finish') continue
        runs += 1
        bytes += sizeOf(call)
      }
      entries.push(calls)
      if (runs > limits.runs || bytes > limits.bytes) drop()
    },
    take() {
      const taken = { entries, dropped: [...dropped.values()] }
      entries = []
      dropped = new Map()
      memories = new Map()
      runs = 0
      bytes = 0
      return taken
    },
    putBack(taken) {
      const later = entries
      entries = [...taken.entries, ...later]
      memories = memoriesIn(entries)
      for (const one of taken.dropped) dropped.set(JSON.stringify(one.sample.probe), one)
      const finished = taken.entries.flat().filter((call) => call.kind === 'finish')
      runs += finished.length
      bytes += finished.reduce((sum, call) => sum + sizeOf(call), 0)
    },
    isEmpty: () => entries.length === 0 && dropped.size === 0,
  }
}

function isOrdinary(entry: readonly Call[]): boolean {
  return entry.every((call) => call.kind !== 'alerts' && (call.kind !== 'verdict' || changesNothing(call.args[2])))
}

function changesNothing({ transitions, incident, notices }: Verdict): boolean {
  return transitions.length === 0 && incident === undefined && notices.length === 0
}

/** Only the newest value of each slice of the judge's memory is ever read; the older calls that still hold one. */
function forgetOlder(older: readonly MemoryCall[] = [], newest: MemoryCall): readonly MemoryCall[] {
  for (const call of older) {
    for (const slice of [...newest.slices.keys(), ...newest.gone]) {
      call.slices.delete(slice)
      call.gone.delete(slice)
    }
  }
  return older.filter(isOfUse)
}

function isOfUse(call: Call): boolean {
  return call.kind !== 'memory' || call.slices.size + call.gone.size > 0
}

function memoriesIn(entries: readonly (readonly Call[])[]): Map<string, MemoryCall[]> {
  const found = new Map<string, MemoryCall[]>()
  for (const call of entries.flat()) {
    if (call.kind === 'memory') found.set(call.target, [...(found.get(call.target) ?? []), call])
  }
  return found
}

/** The place of each run's claim. */
function claimsIn(entries: readonly (readonly Call[])[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const [index, entry] of entries.entries()) {
    for (const call of entry) if (call.kind === 'claim') found.set(call.run, index)
  }
  return found
}

/** All but a twentieth. */
const mostOf = (limit: number) => limit - Math.floor(limit / 20)

const sizeOf = (call: Extract<Call, { kind: 'finish' }>) => JSON.stringify(call.args[1]).length

/** The slices that differ by `!==`, and those that are gone. */
export function memoryCall(target: string, before: JudgeMemory, after: JudgeMemory): Call {
  const slices = new Map(
    Object.entries(after).filter(([slice, value]) => value !== undefined && value !== before[slice]),
  )
  const gone = new Set(Object.keys(before).filter((slice) => after[slice] === undefined))
  return { kind: 'memory', target, slices, gone }
}
