import { MINUTE, SECOND } from '../../core/index.ts'
import { type Check, idleWhile, onChange, type Rule, withLocation } from './rule.ts'

interface Attempting {
  readonly on: boolean
  /** Failed attempts of the current run, by location. */
  readonly attempts: Readonly<Record<string, number>>
  readonly failing: Readonly<Record<string, boolean>>
  readonly locations: number
}

const BACKOFF_MS = [500, 750, 1_125]
const TRANSPORT = new Set(['timeout', 'dns', 'connect', 'tls', 'stalled'])

/**
 * OpenStatus: `retry` 3 with exponential backoff (0.5 s, times 1.5): three attempts for a failed assertion, four for a
 * transport error. At least half of the regions open an incident, and at least half close it.
 */
export const openstatus: Rule<Attempting> = {
  name: 'openstatus',
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
    const agree = Object.values(failing).filter((isFailing) => isFailing === !check.ok).length
    const decides = agree >= locations / 2 || locations === 1
    return onChange(state, { on: decides && !check.quiet ? !check.ok : on, attempts, failing, locations })
  },
  // Idle only after a result from every location: the number that passes decides on recovery.
  idleUntil: ({ on, attempts, failing, locations }) =>
    idleWhile(
      !on &&
        Object.keys(failing).length >= locations &&
        !Object.values(failing).includes(true) &&
        Object.values(attempts).every((count) => count === 0),
    ),
}

interface Committing {
  readonly on: boolean
  readonly attempts: number
}

const UPPTIME_EVERY_MS = 5 * MINUTE
const UPPTIME_SLOW_MS = 60_000

/** Upptime: every five minutes; retries a failure or a time above 60 s after 2 s and after 10 s, one good attempt is enough. */
export const upptime: Rule<Committing> = {
  name: 'upptime',
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
  idleUntil: ({ on, attempts }) => idleWhile(!on && attempts === 0),
}

/** Cron runs at multiples of five minutes: only the first check of each slot counts. */
function isFirstOfSlot({ at, previousAt }: Check): boolean {
  return previousAt === undefined || Math.floor(previousAt / UPPTIME_EVERY_MS) < Math.floor(at / UPPTIME_EVERY_MS)
}

interface Retesting {
  readonly on: boolean
  readonly down: Readonly<Record<string, boolean>>
  /** Whether the condition was true at the last evaluations, newest last. */
  readonly evaluations: readonly boolean[]
  readonly quiet: boolean
}

const FLAP_WINDOW = 20
const CHANGES = 4
const CALM_EVALUATIONS: readonly boolean[] = Array.from({ length: FLAP_WINDOW }, () => false)

/**
 * Elastic Synthetics: one immediate retest when a monitor goes down; a rule that is evaluated every minute and alerts on
 * one down check. A condition that changes four times in twenty evaluations flaps: its alert ends after four calm ones.
 */
export const elastic: Rule<Retesting> = {
  name: 'elastic',
  start: () => ({ on: false, down: {}, evaluations: [], quiet: false }),
  apply(state, check) {
    if (!check.ok && !check.retry && !state.down[check.location]) return { state, retryMs: 0 }
    const { on, evaluations } = state
    return {
      state: {
        on,
        down: withLocation(state.down, check.location, !check.ok),
        evaluations,
        quiet: check.quiet === true,
      },
    }
  },
  tickMs: MINUTE,
  tick(state) {
    if (!state.on && state.evaluations === CALM_EVALUATIONS && !Object.values(state.down).includes(true))
      return { state }
    const holds = Object.values(state.down).includes(true)
    const evaluations = [...state.evaluations, holds].slice(-FLAP_WINDOW)
    const changes = evaluations.filter((isTrue, index) => index > 0 && isTrue !== evaluations[index - 1]).length
    const calm = evaluations.slice(-CHANGES).every((isTrue) => !isTrue) && evaluations.length >= CHANGES
    const over = changes >= CHANGES ? calm : !holds
    const on = state.quiet ? state.on && holds : state.on ? !over : holds
    const calmAll = !on && evaluations.length === FLAP_WINDOW && !evaluations.includes(true)
    return onChange(state, {
      on,
      down: state.down,
      evaluations: calmAll ? CALM_EVALUATIONS : evaluations,
      quiet: state.quiet,
    })
  },
  idleUntil: ({ on, evaluations, down, quiet }) =>
    idleWhile(!on && !quiet && evaluations === CALM_EVALUATIONS && !Object.values(down).includes(true)),
}
