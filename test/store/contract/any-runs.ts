import fc from 'fast-check'
import {
  type FailureClass,
  HOUR,
  MINUTE,
  type Outcome,
  type RunResult,
  type SkipReason,
  type Transition,
  type Trigger,
} from '../../../src/core/index.ts'
import { failureOf, resultOf, stepOf, transitionOf } from '../kit.ts'
import { MIDNIGHT } from './series-kit.ts'

/** Runs of any kind over three days, at most one per slot. */
export const anyRuns: fc.Arbitrary<readonly RunResult[]> = fc
  .uniqueArray(
    fc.record({
      minute: fc.integer({ min: 0, max: 3 * 24 * 60 - 1 }),
      probe: fc.constantFrom('login', 'login-totp', 'chat'),
      trigger: fc.constantFrom<Trigger[]>('schedule', 'schedule', 'schedule', 'confirm', 'manual'),
      outcome: fc.constantFrom<Outcome[]>('passed', 'passed', 'slow', 'failed', 'error', 'skipped'),
      lag: fc.integer({ min: -5, max: 4_000 }),
      times: fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 3 }),
      measures: fc.dictionary(fc.constantFrom('ttft_ms', 'tokens', 'drift_ms'), fc.integer({ min: -500, max: 9_000 })),
      statuses: fc.dictionary(fc.constantFrom('200', '304', '500'), fc.integer({ min: 1, max: 9 })),
      reason: fc.constantFrom<SkipReason[]>('missed', 'overlap'),
      interrupted: fc.boolean(),
      kind: fc.constantFrom<FailureClass[]>('timeout', 'stalled', 'dns', 'connect', 'tls', 'server_error'),
    }),
    { selector: (one) => JSON.stringify([one.minute, one.probe, one.trigger]), maxLength: 120 },
  )
  .map((all) => all.map(resultFrom))

interface Drawn {
  readonly minute: number
  readonly probe: string
  readonly trigger: Trigger
  readonly outcome: Outcome
  readonly lag: number
  readonly times: readonly number[]
  readonly measures: Record<string, number>
  readonly statuses: Record<string, number>
  readonly reason: SkipReason
  readonly interrupted: boolean
  readonly kind: FailureClass
}

function resultFrom(drawn: Drawn): RunResult {
  const { probe, trigger, outcome, lag, times, measures, statuses } = drawn
  const scheduledAt = MIDNIGHT + drawn.minute * MINUTE
  const startedAt = scheduledAt + lag
  const slot = { scheduledAt, startedAt, probe, surface: probe.replace('-totp', ''), trigger, outcome }
  if (outcome === 'skipped') {
    return resultOf({ ...slot, steps: [], skip: { reason: drawn.reason, count: 3, until: scheduledAt + HOUR } })
  }
  const steps = times.map((durationMs, seq) => stepOf(`step ${seq}`, startedAt, { durationMs, measures, statuses }))
  if (outcome === 'passed' || outcome === 'slow') return resultOf({ ...slot, steps })
  const kind = outcome === 'error' && drawn.interrupted ? 'interrupted' : drawn.kind
  return resultOf({ ...slot, steps, failure: failureOf(kind) })
}

/** Maintenance periods of both surfaces within the three days. */
export const anyMaintenance: fc.Arbitrary<readonly Transition[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom('login', 'chat'), fc.integer({ min: 0, max: 3 * 24 * 60 })), {
    selector: String,
    maxLength: 8,
  })
  .map((moments) =>
    moments
      .toSorted(([, a], [, b]) => a - b)
      .map(([surface, minute], index) =>
        transitionOf('operational', index % 3 === 2 ? 'operational' : 'maintenance', {
          ...{ surface, at: MIDNIGHT + minute * MINUTE },
        }),
      ),
  )
