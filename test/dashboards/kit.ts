import type {
  AlertView,
  FailureView,
  IncidentView,
  Lane,
  RunView,
  SurfaceProbe,
  SurfaceView,
  TrendModel,
} from '../../dashboards/model/model.ts'
import { type View, viewOf } from '../../dashboards/words/view.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'

/** Monday 23 November 2026, 21:05 UTC: the present of every page of these tests. */
export const NOW = Date.UTC(2026, 10, 23, 21, 5)

/** What a reader of the live page has chosen; the page of a saved report with `live: false`. */
export function view(changes: Partial<View> = {}): View {
  const model = { at: NOW, timezone: 'UTC', location: 'local', version: '1.0.0' }
  return { ...viewOf(model, { live: true, since: '24h', artifacts: '/artifacts/', ranges: ['24h', '7d'] }), ...changes }
}

/** The HTML of a part; empty for one that is not there. */
export function html(part: unknown): string {
  return part === null || part === undefined ? '' : String(part)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** What a person reads of a part. */
export function text(part: unknown): string {
  return html(part)
    .replace(/<\/?(?:p|li|ul|ol|div|section|h\d|t[rdh]|d[dt]|br|table|thead|tbody|summary|dl)\b[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
}

/** Where the links of a part lead. */
export function links(part: unknown): readonly string[] {
  return [...html(part).matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'))
}

export const FAILURE: FailureView = {
  ...{ class: 'server_error', blame: 'provider', message: 'HTTP 500', step: 'submit credentials', httpStatus: 500 },
}

/** A text that would do harm where it is not escaped. */
export const HOSTILE = '<img src=x onerror=alert(1)>'

export function run(changes: Partial<RunView> = {}): RunView {
  return {
    ...{ at: NOW - MINUTE, outcome: 'passed', durationMs: 1_400, trigger: 'schedule', endedAt: NOW - 12_000 },
    ...changes,
  }
}

export function probe(changes: Partial<SurfaceProbe> = {}): SurfaceProbe {
  return { probe: 'login', everyMs: MINUTE, nextAt: NOW + 30_000, last: run(), recent: [run()], ...changes }
}

export function surface(changes: Partial<SurfaceView> = {}): SurfaceView {
  return {
    ...{ target: 'claude', surface: 'login', title: 'Login', standing: 'operational', measured: 'operational' },
    ...{ basis: 'judged', since: NOW - DAY, probes: [probe()] },
    ...changes,
  }
}

export function lane(changes: Partial<Lane> = {}): Lane {
  return {
    ...{ target: 'claude', surface: 'login', title: 'Login', spans: [], watchedMs: DAY, measuredMs: DAY, downMs: 0 },
    ...{ degradedMs: 0, unmeasuredMs: 0, runs: 1_440, failed: 0, availability: 1 },
    ...changes,
  }
}

/** An incident of half an hour that ended an hour ago. */
export function incident(changes: Partial<IncidentView> = {}): IncidentView {
  const impactAt = NOW - 90 * MINUTE
  return {
    ...{ name: 'claude-20261123-193500', number: 1, target: 'claude', title: 'Login down', scope: 'sign-in only' },
    ...{ worst: 'down', impactAt, openedAt: impactAt + 12_000, resolvedAt: NOW - HOUR, troubleMs: 30 * MINUTE },
    ...{ timeline: [], reasons: [], evidence: [] },
    surfaces: [
      {
        ...{ surface: 'login', title: 'Login', state: 'operational', worst: 'down', since: impactAt },
        ...{ recoveredAt: NOW - HOUR, failure: FAILURE },
      },
    ],
    ...changes,
  }
}

export function alert(changes: Partial<AlertView> = {}): AlertView {
  return {
    ...{ at: NOW - HOUR, kind: 'opened', target: 'claude', headline: 'claude: Login is DOWN' },
    deliveries: [{ channel: 'slack', state: 'sent', attempts: 1, dueAt: NOW - HOUR, sentAt: NOW - HOUR + 900 }],
    ...changes,
  }
}

/** A range of a day in which nothing happened. */
export function trend(changes: Partial<TrendModel> = {}): TrendModel {
  return {
    range: { from: NOW - DAY, to: NOW, bucketMs: 15 * MINUTE },
    ...{ lanes: [], pages: [], latency: [], statuses: [], objectives: [], setup: [], alerts: [] },
    incidents: { total: 0, shown: [] },
    health: {
      ...{ lag: { n: 9, p50: 5, p95: 33, p99: 40 }, runs: 1_440, missed: 0, interrupted: 0, errors: 0 },
      ...{ pendingDeliveries: 0, deadDeliveries: 0, databaseBytes: 48_200_000, spend: [] },
    },
    ...changes,
  }
}
