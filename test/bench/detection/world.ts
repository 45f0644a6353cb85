import { DAY, type Failure, type Outcome } from '../../../src/core/index.ts'
import type { Random } from './random.ts'

/** How a healthy service fails now and then. */
export interface Background {
  readonly name: string
  /** Share of runs on which a blip begins. */
  readonly blips: number
  /** Share of runs within two minutes of the beginning of a blip that fail too; 0 where blips are independent. */
  readonly again: number
  /** Blips of the line a day, of 5 s to 2 min each: every run of every surface fails while one lasts. Default none. */
  readonly line?: number
}

export const BACKGROUNDS: readonly Background[] = [
  { name: 'independent 0.1 %', blips: 0.001, again: 0 },
  { name: 'independent 0.3 %', blips: 0.003, again: 0 },
  { name: 'independent 1 %', blips: 0.01, again: 0 },
  { name: 'correlated 0.3 %', blips: 0.003, again: 0.1 },
]

/** Five surfaces over one line that breaks several times a day. */
export const LINE: Background = { name: 'blips of the line', blips: 0.001, again: 0, line: 5 }

const BLIP_MS = 120_000
const LEAST_BLIP_MS = 5_000

/** What a fault does to a run. */
export interface Effect {
  /** Share of runs that fail. */
  readonly fail?: number
  /** Factor on the time a run takes. */
  readonly slow?: number
  readonly failure?: Failure
}

export interface Door {
  readonly surface: string
  readonly location: string
}

/** The fault at a time, at a door; undefined while there is none. */
export type Fault = (at: number, door: Door) => Effect | undefined

interface Attempt {
  readonly outcome: Outcome
  readonly durationMs: number
  readonly failure?: Failure
}

const FAILED: Failure = { class: 'server_error', blame: 'provider', message: 'HTTP 500', httpStatus: 500 }
const USUAL_MS = 800
const SPREAD = 0.2
const FAILED_MS = 300

/**
 * A service with a background and perhaps a fault: gives the outcome of a run at a time. Times vary with the hour (a busy
 * afternoon is half again as slow as the night) and have a tail: one run in 500 takes two to four times as long.
 */
export function createWorld(background: Background, random: Random, fault: Fault = () => undefined) {
  const blipEnds = new Map<string, number>()
  function blips(at: number, door: Door): boolean {
    const ends = blipEnds.get(door.surface) ?? 0
    if (at < ends) return random.next() < background.again
    if (random.next() >= background.blips) return false
    if (background.again > 0) blipEnds.set(door.surface, at + BLIP_MS)
    return true
  }
  let line = { from: 0, to: 0 }
  /** The line breaks after times that are exponential in length. */
  function lineBreaks(at: number): boolean {
    if (background.line === undefined) return false
    while (line.to <= at) {
      const from = (line.to || at) - (Math.log(1 - random.next()) * DAY) / background.line
      line = { from, to: from + LEAST_BLIP_MS + random.next() * (BLIP_MS - LEAST_BLIP_MS) }
    }
    return at >= line.from
  }
  return {
    attempt(at: number, door: Door): Attempt {
      const effect = fault(at, door)
      const blip = lineBreaks(at) || blips(at, door)
      if (effect?.fail !== undefined && random.next() < effect.fail) {
        return { outcome: 'failed', durationMs: FAILED_MS, failure: effect.failure ?? FAILED }
      }
      if (blip) return { outcome: 'failed', durationMs: FAILED_MS, failure: FAILED }
      const hour = 1.25 - 0.25 * Math.cos((2 * Math.PI * (at % DAY)) / DAY)
      const tail = random.next() < 0.002 ? 2 + 2 * random.next() : 1
      const durationMs = Math.round(USUAL_MS * hour * Math.exp(SPREAD * random.normal()) * tail * (effect?.slow ?? 1))
      return { outcome: 'passed', durationMs }
    },
  }
}

export type World = ReturnType<typeof createWorld>
