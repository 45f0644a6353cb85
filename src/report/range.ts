import { DAY, HOUR, MINUTE, MonitorError, parseDuration } from '../core/index.ts'

/** The ranges of the report, shortest first; ms. */
export const RANGES = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
} as const
export type RangeName = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[]

/**
 * The range with this name ('24h', '7d', …) that ends now, epoch ms.
 * @throws MonitorError code `range` on any other name.
 */
export function rangeOf(name: string, now: number): { readonly from: number; readonly to: number } {
  if (!isRangeName(name)) {
    throw new MonitorError('range', `"${name.slice(0, 40)}" is not a range of the report`, {
      hint: `Choose one of ${RANGE_NAMES.join(', ')}.`,
    })
  }
  return { from: now - RANGES[name], to: now }
}

/** The range with this name, or of this duration (`1w` is `7d`). Undefined where there is none. */
export function rangeNamed(text: string): RangeName | undefined {
  if (isRangeName(text)) return text
  try {
    const span = parseDuration(text)
    return RANGE_NAMES.find((name) => RANGES[name] === span)
  } catch {
    return undefined
  }
}

export function isRangeName(name: string): name is RangeName {
  return Object.hasOwn(RANGES, name)
}

/** The shortest range up to a day that covers the history, so that a fresh start does not look empty. */
export function fittingRange(oldestRunAt: number | undefined, now: number): RangeName {
  if (oldestRunAt === undefined) return '15m'
  const age = now - oldestRunAt
  return RANGE_NAMES.find((name) => RANGES[name] >= age && RANGES[name] <= DAY) ?? '24h'
}
