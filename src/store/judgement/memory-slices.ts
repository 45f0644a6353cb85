import type { ImmutableMap } from '../../core/index.ts'
import { MEMORY_VERSION, type TargetMemory } from '../../judge/index.ts'

/**
 * A memory is stored in slices, so that a run writes only the few that it changed: `version`, `target`, `time`, `incident`,
 * `notices`, `pool`, and `surface/login`, `watch/login`, `stream/login@eu`, `pace/login@eu` by surface and by stream.
 */
export type Slices = ReadonlyMap<string, unknown>

/** What to write, and which slices to delete. */
export interface SliceChange {
  readonly written: Map<string, unknown>
  readonly deleted: Set<string>
}

const PARTS = ['target', 'time', 'incident', 'notices', 'pool'] as const
export const FAMILIES = { surfaces: 'surface/', watches: 'watch/', streams: 'stream/', paces: 'pace/' } as const
const RECORDS = ['surfaces', 'watches'] as const
const MAPS = ['streams', 'paces'] as const
export const VERSION_SLICE = 'version'

/**
 * Names of the stored slices of a memory that is not stored in its own form: none of a target without memory, and those that
 * an earlier release wrote or that could not be read. The first write replaces them all.
 */
const foreignSlices = new WeakMap<TargetMemory, readonly string[]>()

/** Remembers that the slices of a memory are not stored in its own form. */
export function markForeign(memory: TargetMemory, names: readonly string[]): TargetMemory {
  foreignSlices.set(memory, names)
  return memory
}

/** @returns A memory with other parts, of which the same slices are stored. */
export function derived(memory: TargetMemory, parts: Partial<TargetMemory>): TargetMemory {
  return markForeign({ ...memory, ...parts }, foreignSlices.get(memory) ?? [])
}

/** @returns The slices that differ (`!==`), and those that are deleted. */
export function sliceChange(before: TargetMemory, after: TargetMemory): SliceChange {
  const foreign = foreignSlices.get(before)
  if (foreign) {
    const written = allSlices(after)
    return { written, deleted: new Set(foreign.filter((name) => !written.has(name))) }
  }
  const change: SliceChange = { written: new Map(), deleted: new Set() }
  for (const part of PARTS) {
    if (after[part] !== before[part] && !isSameTarget(part, before, after)) change.written.set(part, after[part])
  }
  for (const family of RECORDS) addRecord(change, FAMILIES[family], before[family], after[family])
  for (const family of MAPS) addMap<unknown>(change, FAMILIES[family], before[family], after[family])
  return change
}

/** The target of a memory that was just read is another object than that of the configuration, but mostly says the same. */
function isSameTarget(part: (typeof PARTS)[number], before: TargetMemory, after: TargetMemory): boolean {
  return part === 'target' && JSON.stringify(before.target) === JSON.stringify(after.target)
}

function addMap<T>(
  { written, deleted }: SliceChange,
  prefix: string,
  before: ImmutableMap<T>,
  after: ImmutableMap<T>,
): void {
  for (const [name, value] of after.changedSince(before)) written.set(prefix + name, value)
  for (const name of after.removedSince(before)) deleted.add(prefix + name)
}

function addRecord(
  { written, deleted }: SliceChange,
  prefix: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): void {
  if (before === after) return
  for (const name in after) if (after[name] !== before[name]) written.set(prefix + name, after[name])
  for (const name in before) if (!Object.hasOwn(after, name)) deleted.add(prefix + name)
}

function allSlices(memory: TargetMemory): Map<string, unknown> {
  const slices = new Map<string, unknown>([[VERSION_SLICE, MEMORY_VERSION]])
  for (const part of PARTS) slices.set(part, memory[part])
  for (const family of RECORDS) {
    for (const [name, value] of Object.entries(memory[family])) slices.set(FAMILIES[family] + name, value)
  }
  for (const family of MAPS) {
    for (const [name, value] of memory[family]) slices.set(FAMILIES[family] + name, value)
  }
  return slices
}
