import { MINUTE, SECOND } from '../../core/index.ts'
import { type Check, onChange, type Rule, whileCalm, withLocation } from './rule.ts'

interface Attempting {
  readonly on: boolean
  /** Failed attempts of the run under way, by location. */
  readonly attempts: Readonly<Record<string, number>>
  readonly failing: Readonly<Record<string, boolean>>
  readonly locations: number
}

const BACKOFF_MS = [500, 750, 1_125]
const TRANSPORT = new Set(['timeout', 'dns', 'connect', 'tls', 'stalled'])

/**
 * OpenStatus: `retry` 3 with exponential backoff (0.5 s, times 1.5), an assertion three attempts in all and a transport
 * error four; at least half of the regions decide, in both directions.
 */
export const openstatus: Rule<Attempting> = {
  name: 'openstatus',
  words: 'three attempts within seconds fail in half of the regions; over when half of them pass',
  start: ({ locations }) => ({ on: false, attempts: {}, failing: {}, locations }),
  apply(state, check) {
    if (check.ok && !state.on && state.failing[check.location] === false) return { state }
    const { on, locations } = state
    const tries = check.ok ? 0 : (check.retry ? (state.attempts[check.location] ?? 0) : 0) + 1
    const attempts = withLocation(state.attempts, check.location, tries)
    const most = TRANSPORT.has(check.class ?? '') ? 4 : 3
    if (!check.ok && tries < most) {
      return { state: { on, attempts, failing: state.failing, locations }, retryMs: BACKOFF_MS[tries - 1] ?? SECOND }
    }
    const failing = withLocation(state.failing, check.location, !check.ok)
    const agree = Object.values(failing).filter((one) => one === !check.ok).length
    const decides = agree >= locations / 2 || locations === 1
    return onChange(state, { on: decides && !check.quiet ? !check.ok : on, attempts, failing, locations })
  },
  // Every location must have been heard: how many of them pass decides when it is over.
  restsUntil: ({ on, attempts, failing, locations }) =>
    whileCalm(
      !on &&
        Object.keys(failing).length >= locations &&
        !Object.values(failing).includes(true) &&
        Object.values(attempts).every((one) => one === 0),
    ),
}

interface Committing {
  readonly on: boolean
  readonly attempts: number
}

const UPPTIME_EVERY_MS = 5 * MINUTE
const UPPTIME_SLOW_MS = 60_000

/** Upptime: every five minutes; down or slower than 60 s is tried again after 2 s and after 10 s, any good one wins. */
export const upptime: Rule<Committing> = {
  name: 'upptime',
  words: 'every five minutes, three attempts within twelve seconds fail; over after one success',
  start: () => ({ on: false, attempts: 0 }),
  apply(state, check) {
    if (!check.retry && !isFirstOfSlot(check)) return { state }
    const bad = !check.ok || check.ms > UPPTIME_SLOW_MS
    const attempts = bad ? (check.retry ? state.attempts : 0) + 1 : 0
    const next = { on: state.on, attempts }
    if (bad && attempts < 3) return { state: next, retryMs: attempts === 1 ? 2 * SECOND : 10 * SECOND }
    if (bad && check.quiet) return { state: next }
    return onChange(state, { ...next, on: bad })
  },
  restsUntil: ({ on, attempts }) => whileCalm(!on && attempts === 0),
}

/** Cron looks at whole multiples of five minutes: of the checks between two looks the first one counts. */
function isFirstOfSlot({ at, previousAt }: Check): boolean {
  return previousAt === undefined || Math.floor(previousAt / UPPTIME_EVERY_MS) < Math.floor(at / UPPTIME_EVERY_MS)
}

interface Retesting {
  readonly on: boolean
  readonly down: Readonly<Record<string, boolean>>
  /** Whether the condition held at the last evaluations, newest last. */
  readonly held: readonly boolean[]
  readonly quiet: boolean
}

const LOOK_BACK = 20
const CHANGES = 4
const CALM_LOOKS: readonly boolean[] = Array.from({ length: LOOK_BACK }, () => false)

/**
 * Elastic Synthetics: one retest at once when a monitor goes down; a rule that looks every minute and alerts on one
 * down check. While its condition changed four times in twenty looks it is flapping, and ends only after four calm looks.
 */
export const elastic: Rule<Retesting> = {
  name: 'elastic',
  words: 'a failure and its immediate retest, looked at every minute; over when the condition no longer holds',
  start: () => ({ on: false, down: {}, held: [], quiet: false }),
  apply(state, check) {
    if (!check.ok && !check.retry && !state.down[check.location]) return { state, retryMs: 0 }
    const { on, held } = state
    return {
      state: { on, down: withLocation(state.down, check.location, !check.ok), held, quiet: check.quiet === true },
    }
  },
  tickMs: MINUTE,
  tick(state) {
    if (!state.on && state.held === CALM_LOOKS && !Object.values(state.down).includes(true)) return { state }
    const holds = Object.values(state.down).includes(true)
    const held = [...state.held, holds].slice(-LOOK_BACK)
    const changes = held.filter((one, index) => index > 0 && one !== held[index - 1]).length
    const calm = held.slice(-CHANGES).every((one) => !one) && held.length >= CHANGES
    const over = changes >= CHANGES ? calm : !holds
    const on = state.quiet ? state.on && holds : state.on ? !over : holds
    const calmAll = !on && held.length === LOOK_BACK && !held.includes(true)
    return onChange(state, { on, down: state.down, held: calmAll ? CALM_LOOKS : held, quiet: state.quiet })
  },
  restsUntil: ({ on, held, down, quiet }) =>
    whileCalm(!on && !quiet && held === CALM_LOOKS && !Object.values(down).includes(true)),
}
