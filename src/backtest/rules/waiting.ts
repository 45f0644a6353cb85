import { DAY, HOUR, MINUTE } from '../../core/index.ts'
import { idleWhile, onChange, type Rule } from './rule.ts'

interface Pinging {
  readonly on: boolean
  readonly lastPing: number
}

/**
 * Healthchecks.io as a dead man's switch for a check that pings on success only: period one day, grace one hour.
 * A check that also reports failures is down on the first one; see `healthchecksFail`.
 */
export const healthchecks: Rule<Pinging> = {
  name: 'healthchecks',
  start: () => ({ on: false, lastPing: 0 }),
  apply(state, check) {
    if (!check.ok) return { state: { on: state.on, lastPing: state.lastPing || check.at } }
    return onChange(state, { on: false, lastPing: Math.max(state.lastPing, check.at) })
  },
  idleUntil: ({ on, lastPing }) => (on ? 0 : lastPing + DAY + HOUR),
  // A skipped good check is a ping as well.
  catchUp: (state, lastOkAt) => (lastOkAt > state.lastPing ? { ...state, lastPing: lastOkAt } : state),
  tickMs: MINUTE,
  tick(state, now) {
    if (state.on || state.lastPing === 0 || now - state.lastPing < DAY + HOUR) return { state }
    return onChange(state, { ...state, on: true })
  },
}

/** Healthchecks.io where the check also reports its failures. */
export const healthchecksFail: Rule<Pinging> = {
  ...healthchecks,
  name: 'healthchecks-fail',
  apply(state, check) {
    return onChange(state, {
      on: !check.ok,
      lastPing: check.ok ? Math.max(state.lastPing, check.at) : state.lastPing || check.at,
    })
  },
}

interface Recovering {
  readonly on: boolean
  /** Since when all checks pass, epoch ms; 0 while they do not. */
  readonly upSince: number
}

const RECOVERY_MS = MINUTE

/**
 * Better Stack Uptime with the values of the example in its documentation: immediate confirmation, recovery after one
 * minute in which every check passes. Its defaults are not published.
 */
export const betterStack: Rule<Recovering> = {
  name: 'better-stack',
  start: () => ({ on: false, upSince: 0 }),
  apply(state, check) {
    if (check.quiet) return { state }
    if (!check.ok) return onChange(state, { on: true, upSince: 0 })
    const upSince = state.upSince || check.at
    return onChange(state, { on: state.on && check.at - upSince < RECOVERY_MS, upSince })
  },
  idleUntil: ({ on }) => idleWhile(!on),
}
