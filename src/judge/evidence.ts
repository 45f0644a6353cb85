import { clockTime, type Evidence, type EvidenceRun, type Failure, formatDuration } from '../core/index.ts'
import type { Relation } from './baseline.ts'
import { recoveryNeeded, recoveryPerPass, shareOfBad, type Trouble } from './episode.ts'
import type { JudgedRun } from './judged-run.ts'
import type { SlowStep } from './pace.ts'
import type { Policy } from './policy.ts'
import type { Bad, Tally } from './suspicion.ts'

/** The newest runs that are kept as evidence. */
const MOST_RUNS = 8

/** A run as it is kept for evidence. */
export function evidenceRun(run: JudgedRun, outcome: EvidenceRun['outcome'], failure?: Failure): EvidenceRun {
  return {
    probe: run.probe,
    location: run.location,
    trigger: run.trigger,
    at: run.startedAt,
    outcome,
    ...(failure ? { class: failure.class, message: failure.message } : {}),
  }
}

export function remember(recent: readonly EvidenceRun[], run: EvidenceRun): readonly EvidenceRun[] {
  return [...recent.slice(1 - MOST_RUNS), run]
}

/** What a slow run failed at, in the form of a failure. */
export function slowFailure(slow: SlowStep): Failure {
  const what = slow.step === '' ? 'the run' : `'${slow.step}'`
  const took = `took ${formatDuration(slow.ms)}, usually ${formatDuration(slow.usualMs)}`
  return {
    class: 'slow',
    blame: 'provider',
    message: took.slice(0, 200),
    ...(slow.step === '' ? {} : { step: slow.step }),
    slow: { tookMs: Math.round(slow.ms), usualMs: Math.round(slow.usualMs), limitMs: Math.round(slow.limitMs) },
    detail: `${what} ${took}; slow is more than ${formatDuration(slow.limitMs)}`,
  }
}

export interface Declared {
  readonly kind: Bad | 'drag'
  readonly tally: Tally
  readonly threshold: number
  readonly usual: Readonly<Record<Relation, number>> | undefined
}

/** Why trouble was declared. */
export function troubleEvidence(declared: Declared, recent: readonly EvidenceRun[], policy: Policy, failure?: Failure) {
  const { tally, threshold, kind, usual } = declared
  const runs = recent.filter((run) => run.at >= tally.from)
  const verb = kind === 'failed' ? 'failed' : kind === 'slow' ? 'were slow' : 'were somewhat slower than usual'
  const reasons = [
    `${tally.bad} of the last ${tally.runs} ${tally.runs === 1 ? 'run' : 'runs'} ${verb}, the first at ${clockTime(tally.from)}.`,
    ...(failure ? [`Last seen: ${failure.message}${failure.step ? ` at '${failure.step}'` : ''}.`] : []),
    ...(usual
      ? [
          `Usually ${oneIn(usual.alone)} ${kind === 'failed' ? 'fails' : 'is slow'}, ${oneIn(usual.next)} right after another.`,
        ]
      : []),
    `Evidence ${tally.evidence.toFixed(1)}, needed ${threshold.toFixed(1)} for at most one false alarm in ${days(policy)}.`,
  ]
  const numbers = {
    evidence: tally.evidence,
    threshold: rounded(threshold),
    runs: tally.runs,
    bad_runs: tally.bad,
    first_bad_at: tally.from,
    ...(usual ? { usual_rate: rounded(usual.alone), usual_rate_right_after: rounded(usual.next) } : {}),
    false_alarm_days: policy.falseAlarmDays,
  }
  return { kind: kind === 'drag' ? 'slowdown' : kind, reasons, runs, numbers } satisfies Evidence
}

/** Why recovery was declared. */
export function recoveryEvidence(trouble: Trouble, recent: readonly EvidenceRun[]): Evidence {
  const share = shareOfBad(trouble)
  const needed = recoveryNeeded(trouble)
  return {
    kind: 'recovery',
    reasons: [
      `${trouble.passes} good ${trouble.passes === 1 ? 'run' : 'runs'} in a row, where trouble broke ${percent(share)} of them.`,
      `Evidence of recovery ${trouble.recovery.toFixed(1)}, needed ${needed.toFixed(1)}.`,
    ],
    runs: recent.slice(-Math.max(1, Math.min(trouble.passes, MOST_RUNS))),
    numbers: {
      recovery: trouble.recovery,
      recovery_needed: needed,
      recovery_per_pass: rounded(recoveryPerPass(trouble)),
      passes: trouble.passes,
      share_of_bad: rounded(share),
    },
  }
}

/** A change that no single run decided. */
export function plainEvidence(reason: string, runs: readonly EvidenceRun[] = []): Evidence {
  return { kind: 'plain', reasons: [reason], runs, numbers: {} }
}

/** "1 run in 240" */
export function oneIn(rate: number): string {
  return rate <= 0 ? 'no run' : `1 run in ${Math.max(1, Math.round(1 / rate)).toLocaleString('en-US')}`
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** "90 days" */
export function days(policy: Policy): string {
  return policy.falseAlarmDays === 1 ? '1 day' : `${policy.falseAlarmDays} days`
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
