import { idleWhile, onChange, type Rule, withLocation } from './rule.ts'

interface Counting {
  readonly on: boolean
  readonly failures: number
  readonly successes: number
}

const CALM: Counting = { on: false, failures: 0, successes: 0 }

/** Gatus: `failure-threshold` 3, `success-threshold` 2; a maintenance window freezes both counters. */
export const gatus: Rule<Counting> = {
  name: 'gatus',
  start: () => CALM,
  apply(state, check) {
    if (check.quiet) return { state }
    const failures = check.ok ? 0 : state.failures + 1
    const successes = check.ok ? state.successes + 1 : 0
    const on = state.on ? successes < 2 : failures >= 3
    return onChange(state, { on, failures, successes })
  },
  idleUntil: ({ on, failures }) => idleWhile(!on && failures === 0),
}

interface Beating {
  readonly on: boolean
  readonly last: 'up' | 'down' | 'maintenance'
}

/** Uptime Kuma: `maxretries` 0, so the first failed heartbeat notifies, also the first one after a maintenance window. */
export const uptimeKuma: Rule<Beating> = {
  name: 'uptime-kuma',
  start: () => ({ on: false, last: 'up' }),
  apply(state, check) {
    if (check.quiet) return state.last === 'maintenance' ? { state } : { state: { on: false, last: 'maintenance' } }
    const next = check.ok ? UP : DOWN
    return onChange(state, next)
  },
  idleUntil: ({ last }) => idleWhile(last === 'up'),
}
const UP: Beating = { on: false, last: 'up' }
const DOWN: Beating = { on: true, last: 'down' }

interface Buffering {
  readonly on: boolean
  readonly started: boolean
}

/** Cloudprober: condition 1 of 1; the very first sample only initialises the rule. */
export const cloudprober: Rule<Buffering> = {
  name: 'cloudprober',
  start: () => ({ on: false, started: false }),
  apply(state, check) {
    if (!state.started) return { state: { on: false, started: true } }
    return state.on === !check.ok ? { state } : onChange(state, { on: !check.ok, started: true })
  },
  idleUntil: ({ on, started }) => idleWhile(started && !on),
}

interface Failing {
  readonly on: boolean
  readonly failing: Readonly<Record<string, boolean>>
}

/** Datadog Synthetics: at least one location fails for at least 0 s, no retries; recovers as soon as none fails. */
export const datadog: Rule<Failing> = {
  name: 'datadog',
  start: () => ({ on: false, failing: {} }),
  apply(state, check) {
    const failing = withLocation(state.failing, check.location, !check.ok)
    const on = !check.quiet && Object.values(failing).includes(true)
    return onChange(state, { on, failing })
  },
  idleUntil: ({ on, failing }) => idleWhile(!on && !Object.values(failing).includes(true)),
}

/** The usual Prometheus alert on blackbox_exporter: `probe_success == 0`, `for: 0m`; each location is a series. */
export const blackbox: Rule<Failing> = { ...datadog, name: 'blackbox' }
