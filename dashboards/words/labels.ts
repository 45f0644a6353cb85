import type { Blame, FailureClass, Outcome, SurfaceStatusSpan } from '../../src/core/index.ts'
import type { DisplayState, FailureView, LaneState } from '../model/model.ts'

export const STATE_WORDS: Readonly<Record<DisplayState | LaneState, string>> = {
  operational: 'Operational',
  degraded: 'Degraded',
  down: 'Down',
  unknown: 'Unknown',
  maintenance: 'Maintenance',
  waiting: 'Waiting',
  unwatched: 'Not watched',
}

/** Worst first. */
export const STATE_ORDER: readonly DisplayState[] = [
  'down',
  'degraded',
  'unknown',
  'waiting',
  'maintenance',
  'operational',
]

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  passed: 'passed',
  slow: 'slow',
  failed: 'failed',
  error: 'could not measure',
  skipped: 'skipped',
}

export const BLAME_WORDS: Readonly<Record<Blame, string>> = {
  provider: 'The provider',
  ours: 'On our side',
  probe: 'Probe needs repair',
  network: 'Our network',
}

const CLASS_WORDS: Readonly<Record<FailureClass, string>> = {
  overloaded: 'overloaded',
  server_error: 'server error',
  timeout: 'no answer in time',
  stalled: 'answer stalled',
  truncated: 'answer cut off',
  edge: 'error at the edge',
  refused_session: 'valid session refused',
  wrong_answer: 'wrong answer',
  slow: 'slow',
  credentials: 'credentials refused',
  quota: 'our quota used up',
  bad_request: 'request refused',
  interrupted: 'run interrupted',
  storage: 'database not writable',
  budget: 'our budget runs short',
  unprotected: 'fallback not proven any more',
  drift: 'page has changed',
  blocked: 'probe blocked',
  probe_error: 'error in the probe',
  browser_crash: 'browser crashed',
  spawn: 'program did not start',
  dns: 'name not resolved',
  connect: 'no connection',
  tls: 'no secure connection',
}

export function classWords(failure: Pick<FailureView, 'class'>): string {
  return CLASS_WORDS[failure.class]
}

/** Statuses of a status page in plain words. */
export const COMPONENT_STATUS_WORDS: Readonly<Record<SurfaceStatusSpan['claim'], string>> = {
  operational: 'all operational',
  under_maintenance: 'under maintenance',
  degraded_performance: 'degraded performance',
  partial_outage: 'partial outage',
  major_outage: 'major outage',
  unknown: 'an unrecognised status',
  unread: 'could not be read',
}

const MEASURE_WORDS: Readonly<Record<string, string>> = {
  ttft_ms: 'time to first token',
  ms_per_token: 'time per token',
  longest_gap_ms: 'longest gap between tokens',
  lcp_ms: 'largest content shown',
}

/** What a chart of a step shows: the step itself, or one of its measures. */
export function measureWords(measure: string): string | undefined {
  return MEASURE_WORDS[measure]
}
