import {
  type Alert,
  defined,
  type Failure,
  type IncidentRecord,
  type IncidentSurface,
  MINUTE,
  type Notice,
  SECOND,
  type State,
  type SurfaceStatus,
  type TimelineEntry,
  type TimelineKind,
  type Transition,
  type Verdict,
} from '../../src/core/index.ts'
import { type PlanInput, planAlerts } from '../../src/notify/index.ts'

/** Monday 23 November 2026, 21:05:12 UTC: when the incident of these tests was declared. */
export const NOW = Date.UTC(2026, 10, 23, 21, 5, 12)
/** Its first failing run. */
export const IMPACT = NOW - 35 * SECOND
export const NAME = 'sandbox-20261123-210512'
export const TARGET = { name: 'sandbox', title: 'Sandbox', bundled: true }

export const HTTP_500: Failure = {
  class: 'server_error',
  blame: 'provider',
  message: 'HTTP 500',
  step: 'submit credentials',
  httpStatus: 500,
}
export const SLOW: Failure = {
  class: 'slow',
  blame: 'provider',
  message: 'took 4.2 s, usually 0.9 s',
  step: 'read the reply',
}
export const HANG: Failure = { class: 'timeout', blame: 'provider', message: 'no answer within 30 s', step: 'open' }

export function surface(name: string, state: State = 'operational', failure?: Failure, since = IMPACT): SurfaceStatus {
  return { target: 'sandbox', surface: name, state, since, ...defined({ failure }) }
}

/** The five surfaces, all up but those given. */
export function surfacesWith(...broken: readonly SurfaceStatus[]): readonly SurfaceStatus[] {
  const names = ['api', 'chat', 'cli', 'console', 'login']
  return names.map((name) => broken.find((one) => one.surface === name) ?? surface(name))
}

export function part(name: string, state: State, more: Partial<IncidentSurface> = {}): IncidentSurface {
  return { surface: name, state, worst: state === 'operational' ? 'down' : state, since: IMPACT, ...more }
}

export function incident(surfaces: readonly IncidentSurface[], more: Partial<IncidentRecord> = {}): IncidentRecord {
  const scope = 'sign-in only: API, CLI, chat and console work'
  return { name: NAME, target: 'sandbox', openedAt: NOW, impactAt: IMPACT, surfaces, scope, timeline: [], ...more }
}

export function entry(kind: TimelineKind, text: string, name?: string, at = NOW): TimelineEntry {
  return { at, kind, text, ...(name ? { surface: name } : {}) }
}

export function transition(name: string, to: State, reason: string): Transition {
  return {
    ...{ target: 'sandbox', surface: name, at: NOW, from: 'operational', to, since: IMPACT },
    evidence: { reasons: [reason], runs: [], numbers: {} },
  }
}

export function verdict(more: Partial<Verdict> = {}): Verdict {
  return { outcome: 'failed', confirm: false, transitions: [], notices: [], ...more }
}

export function input(more: Partial<PlanInput> = {}): PlanInput {
  return { target: TARGET, verdict: verdict(), surfaces: surfacesWith(), now: NOW, links: {}, ...more }
}

export const LOGIN_DOWN = input({
  verdict: verdict({
    transitions: [transition('login', 'down', '2 of the last 2 runs failed, the first at 21:04:37 UTC.')],
    incident: {
      incident: incident([part('login', 'down', { failure: HTTP_500 })]),
      entries: [entry('opened', "login is down (HTTP 500 at 'submit credentials')", 'login')],
    },
  }),
  surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
  links: { dashboardUrl: 'http://127.0.0.1:7777' },
})

export const RECOVERED_AT = IMPACT + 12 * MINUTE + 20 * SECOND

export const LOGIN_RECOVERED = input({
  verdict: verdict({
    incident: {
      incident: incident([part('login', 'operational', { failure: HTTP_500, recoveredAt: RECOVERED_AT })], {
        resolvedAt: RECOVERED_AT,
      }),
      entries: [
        entry('recovered', 'login works again', 'login', RECOVERED_AT),
        entry('resolved', 'all surfaces work again after 12 min 20 s', undefined, RECOVERED_AT),
      ],
    },
  }),
  now: RECOVERED_AT,
  links: { dashboardUrl: 'http://127.0.0.1:7777' },
})

export function notice(more: Partial<Notice> = {}): Notice {
  return {
    key: 'sandbox/login/login/probe/drift',
    ...{ target: 'sandbox', surface: 'login', probe: 'login', blame: 'probe', at: NOW, open: true },
    failure: {
      class: 'drift',
      blame: 'probe',
      message: "not found: role=button[name='Sign in']",
      step: 'submit credentials',
    },
    text: "the probe login needs repair: not found: role=button[name='Sign in'] at 'submit credentials'",
    ...more,
  }
}

/** The only alert of an input. */
export function onlyAlert(from: PlanInput): Alert {
  const alerts = planAlerts(from)
  const [alert] = alerts
  if (!alert || alerts.length !== 1) throw new Error(`expected one alert, got ${alerts.length}`)
  return alert
}
