import type * as z from 'zod'
import { ImmutableMap, messageOf } from '../../core/index.ts'
import { emptyMemory, MEMORY_VERSION, type TargetMemory } from '../../judge/index.ts'
import type { StoredMemory } from '../schema/port.ts'
import { FAMILY_SCHEMAS, PART_SCHEMAS } from './memory-schema.ts'
import { FAMILIES, markForeign, type Slices, VERSION_SLICE } from './memory-slices.ts'
import { upgradeFrom1 } from './memory-versions.ts'

/** A row of `judge_memory`. */
interface SliceRow {
  readonly slice: string
  /** JSON. */
  readonly value: string
}

/** @returns The memory of a target from its rows. A slice that cannot be read is left out, so its part starts from the prior. */
export function parseMemory(target: string, rows: readonly SliceRow[]): StoredMemory {
  const prior = emptyMemory({ name: target, probes: [] })
  const names = rows.map(({ slice }) => slice)
  if (rows.length === 0) return { memory: markForeign(prior, names), unreadable: [] }
  const unreadable: string[] = []
  const slices = parseRows(rows, unreadable)
  const version = slices.get(VERSION_SLICE) ?? 1
  if (version !== 1 && version !== MEMORY_VERSION) {
    const cause = `${VERSION_SLICE}: this release reads versions 1 and ${MEMORY_VERSION}, not ${JSON.stringify(version)}`
    return { memory: markForeign(prior, names), unreadable: [cause] }
  }
  const memory = assemble(prior, version === 1 ? upgradeFrom1(slices) : slices, unreadable)
  const isForeign = version === 1 || unreadable.length > 0
  return { memory: isForeign ? markForeign(memory, names) : memory, unreadable }
}

function parseRows(rows: readonly SliceRow[], unreadable: string[]): Slices {
  const slices = new Map<string, unknown>()
  for (const { slice, value } of rows) {
    try {
      slices.set(slice, JSON.parse(value))
    } catch (error) {
      unreadable.push(`${slice}: ${messageOf(error)}`)
    }
  }
  return slices
}

function assemble(prior: TargetMemory, slices: Slices, unreadable: string[]): TargetMemory {
  const part = <T>(name: string, schema: z.ZodType<T>, otherwise: T): T => {
    const value = slices.get(name)
    return value === undefined ? otherwise : (parsed(name, value, schema, unreadable) ?? otherwise)
  }
  const memory = {
    version: prior.version,
    target: part('target', PART_SCHEMAS.target, prior.target),
    time: part('time', PART_SCHEMAS.time, prior.time),
    incident: part('incident', PART_SCHEMAS.incident, prior.incident),
    notices: part('notices', PART_SCHEMAS.notices, prior.notices),
    pool: part('pool', PART_SCHEMAS.pool, prior.pool),
    surfaces: Object.fromEntries(family('surfaces', FAMILY_SCHEMAS.surfaces, slices, unreadable)),
    watches: Object.fromEntries(family('watches', FAMILY_SCHEMAS.watches, slices, unreadable)),
    streams: ImmutableMap.of(family('streams', FAMILY_SCHEMAS.streams, slices, unreadable)),
    paces: ImmutableMap.of(family('paces', FAMILY_SCHEMAS.paces, slices, unreadable)),
  }
  return { ...memory, target: { ...memory.target, name: prior.target.name } }
}

function family<T>(
  name: keyof typeof FAMILIES,
  schema: z.ZodType<T>,
  slices: Slices,
  unreadable: string[],
): readonly (readonly [string, T])[] {
  const prefix = FAMILIES[name]
  const entries: [string, T][] = []
  for (const [slice, value] of slices) {
    if (!slice.startsWith(prefix)) continue
    const entry = parsed(slice, value, schema, unreadable)
    if (entry !== undefined) entries.push([slice.slice(prefix.length), entry])
  }
  return entries
}

/** Undefined where the value does not fit; the cause is added to `unreadable`. */
function parsed<T>(slice: string, value: unknown, schema: z.ZodType<T>, unreadable: string[]): T | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.map(String).join('.')
  unreadable.push(`${slice}: ${path ? `${path}: ` : ''}${issue?.message ?? 'has another form'}`)
  return undefined
}
