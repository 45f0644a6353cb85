import { groupBy } from './group-by.ts'

/** What the database says of one slot, or of several in a row that were not run. */
export interface SlotRow {
  readonly probe: string
  /** Epoch ms, the first slot and the last. */
  readonly at: number
  readonly until: number
  readonly count: number
  /** `run`, `interrupted`, `open`, or why it was not run. */
  readonly fate: string
}

interface SlotAudit {
  /** Slots between the first and the last that a probe has, of all probes. */
  readonly slots: number
  /** Slots by what became of them. */
  readonly fates: Readonly<Record<string, number>>
  /** First runs after a start, which lie between two slots. */
  readonly firstRuns: number
  /** Slots that have two fates. */
  readonly doubled: readonly string[]
  /** Slots that have none. */
  readonly lost: readonly string[]
}

/** A slot that is run again is stored up to this many ms later than its time: see `inFreeSlot` of the launcher. */
const MOST_ROUNDS_MS = 50
/** A first run takes the place of a slot that follows within this share of the interval. */
const FIRST_RUN_SHARE = 0.25

/** Holds the rows of all probes against the slots of their interval. Pure. */
export function auditSlots(rows: readonly SlotRow[], everyMs: number): SlotAudit {
  const audits = [...groupBy(rows, ({ probe }) => probe)].map(([probe, some]) => auditProbe(probe, some, everyMs))
  const fates: Record<string, number> = {}
  for (const [fate, count] of audits.flatMap((audit) => Object.entries(audit.fates))) {
    fates[fate] = (fates[fate] ?? 0) + count
  }
  return {
    slots: audits.reduce((sum, { slots }) => sum + slots, 0),
    fates,
    firstRuns: audits.reduce((sum, { firstRuns }) => sum + firstRuns, 0),
    doubled: audits.flatMap(({ doubled }) => doubled),
    lost: audits.flatMap(({ lost }) => lost),
  }
}

function auditProbe(probe: string, rows: readonly SlotRow[], everyMs: number): SlotAudit {
  const phase = commonPhase(rows, everyMs)
  const indexOf = (at: number) => Math.floor((at - phase) / everyMs)
  const isSlot = ({ at, count }: SlotRow) => count > 1 || (at - phase) % everyMs === 0
  const run = new Set(rows.filter((row) => isSlot(row) && row.fate === 'run').map(({ at }) => indexOf(at)))
  const isRepeat = ({ at }: SlotRow) => (at - phase) % everyMs <= MOST_ROUNDS_MS && run.has(indexOf(at))
  const onGrid = rows.filter((row) => isSlot(row) || isRepeat(row))
  const firsts = rows.filter((row) => !isSlot(row) && !isRepeat(row))
  const fates: Record<string, number> = {}
  const slots = new Map<number, string[]>()
  for (const { at, until, count, fate } of onGrid) {
    for (let index = indexOf(at); index <= indexOf(until); index += 1)
      slots.set(index, [...(slots.get(index) ?? []), fate])
    fates[fate] = (fates[fate] ?? 0) + count
  }
  for (const { at } of firsts) {
    const next = indexOf(at) + 1
    if (next * everyMs + phase - at > everyMs * FIRST_RUN_SHARE || slots.has(next)) continue
    slots.set(next, ['first run'])
    fates['first run'] = (fates['first run'] ?? 0) + 1
  }
  const indexes = [...slots.keys()]
  const [first, last] = [Math.min(...indexes), Math.max(...indexes)]
  const name = (index: number) => `${probe} ${new Date(index * everyMs + phase).toISOString()}`
  const all = Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
  return {
    slots: all.length,
    fates,
    firstRuns: firsts.length,
    doubled: [...slots]
      .filter(([, some]) => some.length > 1)
      .map(([index, some]) => `${name(index)}: ${some.join(', ')}`),
    lost: all.filter((index) => !slots.has(index)).map(name),
  }
}

/** Where in the interval most rows lie, ms. First runs and repeated slots are the few that do not. */
function commonPhase(rows: readonly SlotRow[], everyMs: number): number {
  const counts = new Map<number, number>()
  for (const { at } of rows) counts.set(at % everyMs, (counts.get(at % everyMs) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}
