import type { JudgedChanges, WitnessChange } from '../../core/index.ts'
import type { SliceChange } from '../judgement/memory-slices.ts'
import type { StoredWitness, StoreTx } from '../schema/port.ts'

/** A call of a transaction that writes. `run` is an id as the worker holds it. */
export type Call =
  | { readonly kind: 'claim'; readonly run: number; readonly args: Parameters<StoreTx['claimRun']> }
  | FinishCall
  | { readonly kind: 'skip'; readonly args: Parameters<StoreTx['insertSkipped']> }
  | MemoryCall
  | { readonly kind: 'changes'; readonly args: Parameters<StoreTx['applyChanges']> }
  | { readonly kind: 'afterwards'; readonly args: Parameters<StoreTx['saveAfterwards']> }
  | { readonly kind: 'alerts'; readonly args: Parameters<StoreTx['saveAlerts']> }
  | { readonly kind: 'acknowledge'; readonly args: Parameters<StoreTx['acknowledge']> }
  | { readonly kind: 'ack token'; readonly args: Parameters<StoreTx['saveAckToken']> }
  | { readonly kind: 'ack token used'; readonly args: Parameters<StoreTx['useAckToken']> }
  | WitnessCall

export interface FinishCall {
  readonly kind: 'finish'
  readonly run: number
  readonly args: Parameters<StoreTx['finishRun']>
}

/** Changed and deleted slices of the judge's memory of a target; they shrink when a newer call has the same slices. */
export interface MemoryCall extends SliceChange {
  readonly kind: 'memory'
  readonly target: string
}

export interface WitnessCall {
  readonly kind: 'witness'
  readonly target: string
  readonly witness: StoredWitness & { readonly changes: readonly WitnessChange[] }
}

/** The calls of one transaction, in order. */
export type Entry = readonly Call[]

/** Takes the slices that a newer call writes or deletes out of an older one. @returns whether any is left */
export function dropSlices(older: MemoryCall, newer: MemoryCall): boolean {
  for (const slice of [...newer.written.keys(), ...newer.deleted]) {
    older.written.delete(slice)
    older.deleted.delete(slice)
  }
  return hasEffect(older)
}

/** Whether the call still writes something. */
export function hasEffect(call: Call): boolean {
  return call.kind !== 'memory' || call.written.size + call.deleted.size > 0
}

/** Whether a transaction stored a run that changed no state, incident or notice and planned no alert. */
export function isOrdinary(entry: Entry): boolean {
  return entry.every((call) => call.kind !== 'alerts' && (call.kind !== 'changes' || changesNothing(call.args[2])))
}

function changesNothing({ transitions, incident, notices }: JudgedChanges): boolean {
  return transitions.length === 0 && incident === undefined && notices.length === 0
}
