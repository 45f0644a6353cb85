import { ImmutableMap } from '../core/index.ts'

/** September 2001. Smaller numbers are counts, durations or shares; larger ones are times. */
const EARLIEST_TIME = 1e12

/**
 * A copy of plain data and immutable maps with every time in it (epoch ms) moved by `byMs`, so that memories have the same
 * age by the clock of a drill as by the real clock.
 */
export function shiftTimes<T>(data: T, byMs: number): T {
  return shifted(data, byMs) as T
}

function shifted(value: unknown, byMs: number): unknown {
  if (typeof value === 'number') return value >= EARLIEST_TIME ? value + byMs : value
  if (Array.isArray(value)) return value.map((part) => shifted(part, byMs))
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof ImmutableMap) return ImmutableMap.of([...value].map(([key, part]) => [key, shifted(part, byMs)]))
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shifted(part, byMs)]))
}
