import { capital, clockTime, type Evidence, plural, pooledRateWords } from '../core/index.ts'
import { baselineBeforeHour } from './baseline.ts'
import { neededWords, oneIn } from './evidence.ts'
import type { SurfaceMemory, TargetMemory } from './memory.ts'
import type { Policy } from './policy.ts'
import { type PooledEvidence, type PooledSurface, totalOf } from './pooled.ts'

/** @returns Why a surface is degraded together with others. */
export function pooledEvidenceWords(
  { streams: byStream }: TargetMemory,
  { recent, failure, streams }: SurfaceMemory,
  { name, cusum, evidence }: PooledSurface,
  pooled: PooledEvidence,
  policy: Policy,
): Evidence {
  const { surfaces, of } = pooled
  const total = totalOf(surfaces)
  const rate = { surfaces: surfaces.length, of, share: shareOf(surfaces) }
  const [id = ''] = Object.keys(streams)
  const baseline = byStream.get(id)?.baseline
  const usual = baseline && baselineBeforeHour(baseline, 'failed')
  const lastSeen = failure ? [`Last seen: ${failure.message}${failure.step ? ` at '${failure.step}'` : ''}.`] : []
  return {
    kind: 'pooled',
    reasons: [
      `${capital(pooledRateWords(rate))}: ${surfaces.map(shareWords).join(', ')}.`,
      `${cusum.bad} of the last ${plural(cusum.runs, 'run')} of ${name} failed, the first at ${clockTime(cusum.from)}.`,
      ...lastSeen,
      ...(usual ? [`Usually ${oneIn(usual.alone)} fails, ${oneIn(usual.next)} right after another.`] : []),
      `${evidenceWords(pooled)}, ${neededWords(pooled.threshold, policy)}.`,
    ],
    runs: recent.filter((run) => run.at >= cusum.from),
    numbers: {
      evidence,
      runs: cusum.runs,
      bad_runs: cusum.bad,
      first_bad_at: cusum.from,
      threshold: rounded(pooled.threshold),
      ...(usual ? { usual_rate: rounded(usual.alone), usual_rate_right_after: rounded(usual.next) } : {}),
      pooled_evidence: rounded(pooled.evidence),
      pooled_threshold: rounded(pooled.threshold),
      pooled_surfaces: surfaces.length,
      pooled_runs: total.runs,
      pooled_bad_runs: total.bad,
      pooled_share: rounded(rate.share),
      target_surfaces: of,
      false_alarm_days: policy.falseAlarmDays,
    },
  }
}

/** @returns The share of failed runs. The first failure of each CUSUM is left out: every CUSUM begins with one. */
function shareOf(surfaces: readonly PooledSurface[]): number {
  const { bad, runs } = totalOf(surfaces)
  return (bad - surfaces.length + 0.5) / (runs - surfaces.length + 1)
}

function shareWords({ name, cusum }: PooledSurface): string {
  return `${name} ${cusum.bad} of ${cusum.runs}`
}

/** "Evidence of the surfaces together 14.9 (login 6.1, chat 5.2, api 3.6)" */
export function evidenceWords({ surfaces, evidence }: PooledEvidence): string {
  const shares = surfaces.map((surface) => `${surface.name} ${surface.evidence.toFixed(1)}`).join(', ')
  return `Evidence of the surfaces together ${evidence.toFixed(1)} (${shares})`
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
