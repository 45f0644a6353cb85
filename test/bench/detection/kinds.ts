import { DAY, type Failure, HOUR, MINUTE } from '../../../src/core/index.ts'
import type { QuietWindow } from '../../../src/judge/index.ts'
import type { Door, Effect, Fault } from './world.ts'

/** A kind of trouble with its label: what happens from `start` on, and whether an alert is right. */
export interface Kind {
  readonly name: string
  readonly doors: readonly Door[]
  /** How long the trouble lasts, ms. */
  readonly lastsMs: number
  /** False where an alert is wrong: the provider works. */
  readonly outage: boolean
  /** The trouble at `start`, epoch ms. */
  fault(start: number): Fault
  /** Windows that hold, and from when on an alert counts (default: from the start). */
  quiet?(start: number): readonly QuietWindow[]
  readonly judgedAfterMs?: number
}

const LOCAL = 'local'
const ONE: readonly Door[] = [{ surface: 'login', location: LOCAL }]
const FIVE: readonly Door[] = ['login', 'chat', 'console', 'cli', 'api'].map((surface) => ({
  surface,
  location: LOCAL,
}))
const PLACES: readonly Door[] = ['eu', 'us', 'asia'].map((location) => ({ surface: 'login', location }))
const CUT: Failure = { class: 'truncated', blame: 'provider', message: 'the stream ended without its end' }
const OFFLINE: Failure = { class: 'connect', blame: 'network', message: 'no route to any host' }

function steady(name: string, lastsMs: number, effect: Effect, doors: readonly Door[] = ONE): Kind {
  return {
    name,
    doors,
    lastsMs,
    outage: true,
    fault: (start) => (at) => (during(at, start, lastsMs) ? effect : undefined),
  }
}

function during(at: number, start: number, lastsMs: number): boolean {
  return at >= start && at < start + lastsMs
}

export const KINDS: readonly Kind[] = [
  steady('hard outage', HOUR, { fail: 1 }),
  steady('outage of 4 minutes', 4 * MINUTE, { fail: 1 }),
  steady('35 % errors', 3 * HOUR, { fail: 0.35 }),
  steady('10 % errors', 6 * HOUR, { fail: 0.1 }),
  steady('5 % errors', 12 * HOUR, { fail: 0.05 }),
  steady('5 times slower', HOUR, { slow: 5 }),
  steady('half as slow again', 3 * HOUR, { slow: 1.5 }),
  {
    name: 'flapping, 2 min',
    doors: ONE,
    lastsMs: 3 * HOUR,
    outage: true,
    fault: (start) => (at) =>
      during(at, start, 3 * HOUR) && Math.floor((at - start) / MINUTE) % 2 === 0 ? { fail: 1 } : undefined,
  },
  {
    name: 'ramp over 24 min',
    doors: ONE,
    lastsMs: 2 * HOUR,
    outage: true,
    fault: (start) => (at) =>
      during(at, start, 2 * HOUR) ? { fail: Math.min(1, (at - start) / (24 * MINUTE)) } : undefined,
  },
  steady('streams cut, 30 %', 3 * HOUR, { fail: 0.3, failure: CUT }),
  {
    name: 'one of five surfaces',
    doors: FIVE,
    lastsMs: HOUR,
    outage: true,
    fault: (start) => (at, door) => (door.surface === 'login' && during(at, start, HOUR) ? { fail: 1 } : undefined),
  },
  steady('all five surfaces', HOUR, { fail: 1 }, FIVE),
  {
    name: 'one of three locations',
    doors: PLACES,
    lastsMs: HOUR,
    outage: true,
    fault: (start) => (at, door) => (door.location === 'eu' && during(at, start, HOUR) ? { fail: 1 } : undefined),
  },
  {
    name: 'over the end of maintenance',
    doors: ONE,
    lastsMs: 20 * MINUTE,
    outage: true,
    fault: (start) => (at) => (during(at, start, 20 * MINUTE) ? { fail: 1 } : undefined),
    quiet: (start) => [{ kind: 'maintenance', from: start - HOUR, to: start + 10 * MINUTE }],
    judgedAfterMs: 10 * MINUTE,
  },
  {
    name: 'our own network down',
    doors: FIVE,
    lastsMs: 10 * MINUTE,
    outage: false,
    fault: (start) => (at) => (during(at, start, 10 * MINUTE) ? { fail: 1, failure: OFFLINE } : undefined),
  },
]

/** Several surfaces fail a part of their runs, which each of them alone shows late. */
export const TOGETHER: Kind = steady('three surfaces, 40 % each', HOUR, { fail: 0.4 }, FIVE.slice(0, 3))
export const FIVE_DOORS = FIVE

/** After a deployment one run in 200 fails where it was one in 1,000: no alert is needed, and it lasts for ever. */
export const SHIFT = { before: 0.001, after: 0.005, at: 10 * DAY } as const
