import type { RunResult, SkipReason } from '../../core/index.ts'
import { type Call, dropSlices, type Entry, type FinishCall, hasEffect, isOrdinary, type MemoryCall } from './calls.ts'

/** Dropped results: how many slots of a probe with one trigger, from the first to the last (epoch ms). */
export interface DroppedRuns {
  readonly sample: RunResult
  readonly count: number
  readonly until: number
}

/** How much the journal holds. */
export interface JournalLimits {
  readonly runs: number
  /** Of results, as JSON. */
  readonly bytes: number
}

/** All that waits for the database. */
export interface Batch {
  readonly entries: readonly Entry[]
  readonly dropped: readonly DroppedRuns[]
}

/** Why a dropped slot has no result. */
export const DROPPED: SkipReason = 'storage'

/** The share of the limits that a full journal frees at once, so that the search for entries to drop is rare. */
const FREED_SHARE = 0.05

/**
 * Writes that wait for the database, oldest first, within limits. A full journal drops the results of the oldest ordinary
 * runs; what changed a state, an incident or a notice stays. Of the judge's memory only the newest value of a slice stays.
 */
export class Journal {
  readonly #limits: JournalLimits
  #entries: Entry[] = []
  #dropped = new Map<string, DroppedRuns>()
  /** The calls that hold the newest value of a slice, by target. */
  #memories = new Map<string, MemoryCall[]>()
  #runs = 0
  #bytes = 0

  constructor(limits: JournalLimits) {
    this.#limits = limits
  }

  /** Results that wait. */
  get runs(): number {
    return this.#runs
  }

  /** Results that were dropped because there were too many. */
  get droppedRuns(): number {
    return [...this.#dropped.values()].reduce((sum, { count }) => sum + count, 0)
  }

  append(calls: Entry): void {
    if (calls.length === 0) return
    for (const call of calls) {
      if (call.kind === 'memory') this.#remember(call)
      if (call.kind === 'finish') this.#count(call, 1)
    }
    this.#entries.push(calls)
    if (this.#runs > this.#limits.runs || this.#bytes > this.#limits.bytes) this.#shrink()
  }

  /** Empties the journal. What cannot be written is given back with `putBack`. */
  take(): Batch {
    const batch = { entries: this.#entries, dropped: [...this.#dropped.values()] }
    this.#entries = []
    this.#dropped = new Map()
    this.#memories = new Map()
    this.#runs = 0
    this.#bytes = 0
    return batch
  }

  /** Puts a batch before what came since it was taken. */
  putBack(batch: Batch): void {
    const newer = this.#dropped
    this.#dropped = new Map(batch.dropped.map((dropped) => [slotsKey(dropped.sample), dropped]))
    for (const { sample, count, until } of newer.values()) this.#drop(sample, count, until)
    this.#entries = [...batch.entries, ...this.#entries]
    this.#memories = new Map()
    for (const call of this.#entries.flat()) if (call.kind === 'memory') this.#remember(call)
    for (const call of batch.entries.flat()) if (call.kind === 'finish') this.#count(call, 1)
  }

  #remember(call: MemoryCall): void {
    const older = (this.#memories.get(call.target) ?? []).filter((memory) => dropSlices(memory, call))
    this.#memories.set(call.target, [...older, call])
  }

  #count(call: FinishCall, sign: 1 | -1): void {
    this.#runs += sign
    this.#bytes += sign * JSON.stringify(call.args[1]).length
  }

  /** Drops ordinary runs, oldest first, until enough room is left. */
  #shrink(): void {
    const runs = afterShrink(this.#limits.runs)
    const bytes = afterShrink(this.#limits.bytes)
    const claims = claimIndexes(this.#entries)
    const isFull = () => this.#runs > runs || this.#bytes > bytes
    for (let index = 0; isFull() && index < this.#entries.length; index += 1) {
      const entry = this.#entries[index] ?? []
      const finish = entry.find((call) => call.kind === 'finish')
      const claim = finish && claims.get(finish.run)
      // Without a claim in the journal the database holds the run open, and it must be finished there.
      if (!finish || claim === undefined || !isOrdinary(entry)) continue
      this.#drop(finish.args[1], 1, finish.args[1].scheduledAt)
      this.#count(finish, -1)
      this.#entries[index] = entry.filter((call) => call.kind === 'memory')
      this.#entries[claim] = (this.#entries[claim] ?? []).filter((call) => !isClaimOf(call, finish.run))
    }
    this.#entries = this.#entries.map((entry) => entry.filter(hasEffect)).filter((entry) => entry.length > 0)
  }

  #drop(sample: RunResult, count: number, until: number): void {
    const key = slotsKey(sample)
    const before = this.#dropped.get(key)
    this.#dropped.set(key, {
      sample: before?.sample ?? sample,
      count: (before?.count ?? 0) + count,
      until: Math.max(before?.until ?? until, until),
    })
  }
}

function afterShrink(limit: number): number {
  return limit - Math.floor(limit * FREED_SHARE)
}

function slotsKey({ target, surface, probe, location, trigger }: RunResult): string {
  return JSON.stringify([target, surface, probe, location, trigger])
}

/** The index of the entry that claims each run. */
function claimIndexes(entries: readonly Entry[]): ReadonlyMap<number, number> {
  const indexes = new Map<number, number>()
  for (const [index, entry] of entries.entries()) {
    for (const call of entry) if (call.kind === 'claim') indexes.set(call.run, index)
  }
  return indexes
}

function isClaimOf(call: Call, run: number): boolean {
  return call.kind === 'claim' && call.run === run
}
