import {
  clockTime,
  type Evidence,
  type EvidenceRun,
  type Failure,
  formatDuration,
  plural,
  wholePercent,
} from '../core/index.ts'
import type { Rates } from './baseline.ts'
import { type Episode, recoveryNeeded, recoveryPerPass, shareOfBad } from './episode.ts'
import type { JudgedRun } from './judged-run.ts'
import type { SlowStep } from './pace.ts'
import type { Policy } from './policy.ts'
import type { Bad, Cusum } from './suspicion.ts'

/** The newest runs that are kept as evidence. */
const MOST_RUNS = 8

/** @returns A run as evidence. */
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

/** @returns The newest runs with one more. */
export function withRecentRun(recent: readonly EvidenceRun[], run: EvidenceRun): readonly EvidenceRun[] {
  return [...recent.slice(1 - MOST_RUNS), run]
}

/** @returns A slow step as a failure. */
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

/** A suspicion that reached its threshold. */
export interface Declared {
  readonly kind: Bad | 'slowdown'
  readonly cusum: Cusum
  readonly threshold: number
  readonly usual: Rates | undefined
}

/** What runs did that count as bad. */
export const BAD_WORDS: Readonly<Record<Declared['kind'], string>> = {
  failed: 'failed',
  slow: 'were slow',
  slowdown: 'were somewhat slower than usual',
}

/** @returns Why an episode was declared. */
export function episodeEvidence(declared: Declared, recent: readonly EvidenceRun[], policy: Policy, failure?: Failure) {
  const { cusum, threshold, kind, usual } = declared
  const runs = recent.filter((run) => run.at >= cusum.from)
  const reasons = [
    `${cusum.bad} of the last ${plural(cusum.runs, 'run')} ${BAD_WORDS[kind]}, the first at ${clockTime(cusum.from)}.`,
    ...(failure ? [`Last seen: ${failure.message}${failure.step ? ` at '${failure.step}'` : ''}.`] : []),
    ...(usual
      ? [
          `Usually ${oneIn(usual.alone)} ${kind === 'failed' ? 'fails' : 'is slow'}, ${oneIn(usual.next)} right after another.`,
        ]
      : []),
    `Evidence ${cusum.evidence.toFixed(1)}, ${neededWords(threshold, policy)}.`,
  ]
  const numbers = {
    evidence: cusum.evidence,
    threshold: rounded(threshold),
    runs: cusum.runs,
    bad_runs: cusum.bad,
    first_bad_at: cusum.from,
    ...(usual ? { usual_rate: rounded(usual.alone), usual_rate_right_after: rounded(usual.next) } : {}),
    false_alarm_days: policy.falseAlarmDays,
  }
  return { kind, reasons, runs, numbers } satisfies Evidence
}

/** @returns Why recovery was declared. */
export function recoveryEvidence(episode: Episode, recent: readonly EvidenceRun[]): Evidence {
  const share = shareOfBad(episode)
  const needed = recoveryNeeded(episode)
  return {
    kind: 'recovery',
    reasons: [
      `${plural(episode.passes, 'good run')} in a row, where trouble broke ${wholePercent(share)} of them.`,
      `Evidence of recovery ${episode.recovery.toFixed(1)}, needed ${needed.toFixed(1)}.`,
    ],
    runs: recent.slice(-Math.max(1, Math.min(episode.passes, MOST_RUNS))),
    numbers: {
      recovery: episode.recovery,
      recovery_needed: needed,
      recovery_per_pass: rounded(recoveryPerPass(episode)),
      passes: episode.passes,
      share_of_bad: rounded(share),
    },
  }
}

/** @returns The evidence of a change that no statistics decided. */
export function plainEvidence(reason: string, runs: readonly EvidenceRun[] = []): Evidence {
  return { kind: 'plain', reasons: [reason], runs, numbers: {} }
}

/** "1 run in 240" */
export function oneIn(rate: number): string {
  return rate <= 0 ? 'no run' : `1 run in ${Math.max(1, Math.round(1 / rate)).toLocaleString('en-US')}`
}

/** "needed 12.3 for at most one false alarm in 90 days" */
export function neededWords(threshold: number, { falseAlarmDays }: Policy): string {
  return `needed ${threshold.toFixed(1)} for at most one false alarm in ${plural(falseAlarmDays, 'day')}`
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
