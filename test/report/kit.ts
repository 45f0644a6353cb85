import type {
  Failure,
  OutcomeCounts,
  OutcomeSeries,
  RunRecord,
  SlotTotal,
  State,
  StateSpan,
  Transition,
} from '../../src/core/index.ts'
import type { SurfaceView } from '../../src/report/index.ts'
import { failureOf, NOW } from '../support/scenarios.ts'

export { failureOf, NOW }

/** A door with one probe that ran ten seconds ago. */
export function door(surface: string, standing: SurfaceView['standing'], more: Partial<SurfaceView> = {}): SurfaceView {
  const title = { api: 'API', cli: 'CLI' }[surface] ?? surface.charAt(0).toUpperCase() + surface.slice(1)
  return {
    ...{ target: 'sandbox', surface, title, standing },
    measured: standing === 'waiting' ? 'unknown' : standing === 'maintenance' ? 'operational' : standing,
    basis: standing === 'waiting' ? 'waiting' : more.believed ? 'silent' : 'judged',
    ...(standing === 'waiting' ? {} : { since: NOW - 3_600_000 }),
    probes: [
      {
        ...{ probe: surface, everyMs: 60_000, recent: [] },
        ...(standing === 'waiting' ? {} : { last: lastRun() }),
      },
    ],
    ...more,
  }
}

function lastRun() {
  const at = NOW - 10_500
  return { at, endedAt: NOW - 10_000, outcome: 'passed' as const, durationMs: 500, trigger: 'schedule' as const }
}

export function run(surface: string, at: number, more: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ id: at, target: 'sandbox', surface, probe: surface, location: 'office', trigger: 'schedule' },
    ...{ scheduledAt: at, startedAt: at + 10, durationMs: 500, outcome: 'passed', steps: [] },
    ...more,
  }
}

export function transition(surface: string, at: number, to: State, failure?: Failure): Transition {
  return {
    ...{ target: 'sandbox', surface, at, since: at, from: 'unknown', to },
    ...(failure ? { failure } : {}),
    evidence: { reasons: [], runs: [], numbers: {} },
  }
}

export function span(state: State, from: number, to: number, failure?: Failure): StateSpan {
  return { ...{ target: 'sandbox', surface: 'login', state, from, to }, ...(failure ? { failure } : {}) }
}

const NONE: OutcomeCounts = { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }

/** One passed run at each of the times. */
export function counted(times: readonly number[], counts: Partial<OutcomeCounts> = { passed: 1 }): OutcomeSeries {
  const { passed, slow, failed, error, skipped } = { ...NONE, ...counts }
  const slots = { good: passed + slow, failed, unmeasured: error + skipped }
  const buckets = times.map((at) => ({ at, counts: { ...NONE, ...counts }, slots }))
  return { target: 'sandbox', surface: 'login', total: NONE, buckets }
}

/** The slots of buckets that begin at these times. */
export function slotTotals(
  times: readonly number[],
  counts: { readonly good?: number; readonly failed?: number } = { good: 1 },
): readonly SlotTotal[] {
  return times.map((at) => ({ ...{ at, good: 0, failed: 0, unmeasured: 0 }, ...counts }))
}
