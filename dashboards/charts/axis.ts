import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import type { Format } from '../words/format.ts'

/** A range of time drawn from left to right. */
export interface Scale {
  readonly from: number
  readonly to: number
}

interface Tick {
  readonly at: number
  readonly label: string
}

const STEPS = [
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  7 * DAY,
  14 * DAY,
]

/** Round times within a range in the page's zone, at most `most` of them. */
export function ticksOf(scale: Scale, format: Format, most: number): Tick[] {
  const step = STEPS.find((stepMs) => (scale.to - scale.from) / stepMs <= most)
  return step === undefined ? months(scale, format, most) : even(scale, format, step)
}

function even(scale: Scale, format: Format, step: number): Tick[] {
  const ticks: Tick[] = []
  const offset = format.offsetMs(scale.from)
  for (let at = Math.ceil((scale.from + offset) / step) * step - offset; at <= scale.to; at += step) {
    const shifted = step >= DAY ? at + offset - format.offsetMs(at) : at
    const midnight = format.clock(shifted) === '00:00'
    ticks.push({ at: shifted, label: step >= DAY || midnight ? format.day(shifted) : format.clock(shifted) })
  }
  return ticks
}

function months(scale: Scale, format: Format, most: number): Tick[] {
  const start = new Date(scale.from + format.offsetMs(scale.from))
  const count = Math.ceil((scale.to - scale.from) / (30 * DAY)) + 1
  const every = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: count }, (_, index) => {
    const local = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1 + index * every, 1)
    const at = local - format.offsetMs(local)
    return { at, label: format.month(at) }
  }).filter((tick) => tick.at >= scale.from && tick.at <= scale.to)
}

/** Place of a time on the scale, in percent with two decimals. */
export function place(at: number, scale: Scale): number {
  const share = (at - scale.from) / Math.max(1, scale.to - scale.from)
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100
}
