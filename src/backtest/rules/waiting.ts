import { DAY, HOUR, MINUTE } from '../../core/index.ts'
import { onChange, type Rule, whileCalm } from './rule.ts'

interface Pinging {
  readonly on: boolean
  readonly lastPing: number
}

/**
 * Healthchecks.io as the dead man's switch of a check that pings on success only: period one day, grace one hour.
 * A check that reports its failures is down with the first of them; see `healthchecksFail`.
 */
export const healthchecks: Rule<Pinging> = {
  name: 'healthchecks',
  words: 'no success for one day and one hour; over after one success',
  start: () => ({ on: false, lastPing: 0 }),
  apply(state, check) {
    if (!check.ok) return { state: { on: state.on, lastPing: state.lastPing || check.at } }
    return onChange(state, { on: false, lastPing: Math.max(state.lastPing, check.at) })
  },
  restsUntil: ({ on, lastPing }) => (on ? 0 : lastPing + DAY + HOUR),
  // A good check is a ping, also one that was not played.
  rested: (state, lastOkAt) => (lastOkAt > state.lastPing ? { ...state, lastPing: lastOkAt } : state),
  tickMs: MINUTE,
  tick(state, now) {
    if (state.on || state.lastPing === 0 || now - state.lastPing < DAY + HOUR) return { state }
    return onChange(state, { ...state, on: true })
  },
}

/** Healthchecks.io where the check sends its failures as well. */
export const healthchecksFail: Rule<Pinging> = {
  ...healthchecks,
  name: 'healthchecks-fail',
  words: 'the first failure that is reported, or silence for a day and an hour; over after one success',
  apply(state, check) {
    return onChange(state, {
      on: !check.ok,
      lastPing: check.ok ? Math.max(state.lastPing, check.at) : state.lastPing || check.at,
    })
  },
}

interface Recovering {
  readonly on: boolean
  /** Since when all checks pass; 0 while they do not. */
  readonly upSince: number
}

const RECOVERY_MS = MINUTE

/**
 * Better Stack Uptime in the setting of its documentation's example: confirmation at once, recovery after one minute
 * in which every check passes. The defaults it ships with are not published.
 */
export const betterStack: Rule<Recovering> = {
  name: 'better-stack',
  words: 'the first failure; over after a minute without one',
  start: () => ({ on: false, upSince: 0 }),
  apply(state, check) {
    if (check.quiet) return { state }
    if (!check.ok) return onChange(state, { on: true, upSince: 0 })
    const upSince = state.upSince || check.at
    return onChange(state, { on: state.on && check.at - upSince < RECOVERY_MS, upSince })
  },
  restsUntil: ({ on }) => whileCalm(!on),
}
