import { formatDuration, HOUR, MINUTE, oneLine, percent, plural, surfaceTitle } from '../../core/index.ts'
import type { PeriodFigures, StepFigures } from './figures.ts'

/** Smallest change of a step that is reported as faster or slower; smaller ones are noise. */
const SPEED = { share: 0.1, ms: 20, runs: 50 }

/** The measures whose median is compared, with their names in a sentence. */
const COMPARED: Readonly<Record<string, string>> = {
  duration_ms: '',
  ttft_ms: ', first token',
  ms_per_token: ', per token',
}

/**
 * This period against the one before in sentences: availability, incidents, trouble, speed. Says so where the period before
 * was not measured.
 */
export function comparePeriods(current: PeriodFigures, before: PeriodFigures): readonly string[] {
  if (current.total.runs === 0) return ['Nothing was measured in this period.']
  if (before.total.runs === 0) return ['Nothing was measured in the period before, so there is nothing to compare.']
  const partly = before.total.runs < current.total.runs / 2
  return [
    ...(partly ? ['Of the period before less than half was measured, so the comparison is weak.'] : []),
    availabilityChange(current, before),
    // Counts of a longer time are larger in any case; shares and medians can be compared.
    ...(partly ? [] : [incidentChange(current, before)]),
    ...speedChanges(current.steps, before.steps),
  ]
}

function availabilityChange({ total: now }: PeriodFigures, { total: then }: PeriodFigures): string {
  const [current, previous] = [now.availability ?? 1, then.availability ?? 1]
  if (percent(current) === percent(previous)) return `Availability stayed at ${percent(current)}.`
  const verb = current > previous ? 'rose' : 'fell'
  return `Availability ${verb} from ${percent(previous)} to ${percent(current)}.`
}

function incidentChange(current: PeriodFigures, before: PeriodFigures): string {
  const [now, then] = [current.incidents.length, before.incidents.length]
  const counts =
    now === then ? `${plural(now, 'incident')}, as many as before` : `${plural(now, 'incident')} after ${then}`
  const trouble =
    current.troubleMs === 0 && before.troubleMs === 0
      ? 'no trouble in either period'
      : current.troubleMs === 0
        ? `no trouble after ${formatDuration(before.troubleMs)}`
        : `trouble for ${formatDuration(current.troubleMs)} after ${before.troubleMs === 0 ? 'none' : formatDuration(before.troubleMs)}`
  return `${counts}; ${trouble}.`
}

/** A step in both periods, with the change of its median as a share of the one before. */
interface SpeedChange {
  readonly step: StepFigures
  readonly fromMs: number
  readonly toMs: number
  readonly share: number
}

function speedChanges(current: readonly StepFigures[], before: readonly StepFigures[]): readonly string[] {
  const earlier = new Map(before.map((step) => [keyOf(step), step]))
  const pairs = current.flatMap((step): SpeedChange[] => {
    const then = earlier.get(keyOf(step))
    if (!then || !Object.hasOwn(COMPARED, step.measure) || Math.min(step.total.n, then.total.n) < SPEED.runs) return []
    const [fromMs, toMs] = [then.total.p50, step.total.p50]
    return fromMs > 0 ? [{ step, fromMs, toMs, share: toMs / fromMs - 1 }] : []
  })
  if (pairs.length === 0) return []
  const changed = pairs
    .filter(({ share, fromMs, toMs }) => Math.abs(share) >= SPEED.share && Math.abs(toMs - fromMs) >= SPEED.ms)
    .toSorted((a, b) => Math.abs(b.share) - Math.abs(a.share))
  const [most] = changed
  const several = new Set(pairs.map(({ step }) => step.target)).size > 1
  if (!most) return ['No step became faster or slower by a tenth or more.']
  const slower = changed.filter(({ share }) => share > 0).length
  const others = changed.length - 1
  const rest =
    others === 0
      ? ''
      : ` ${plural(slower, 'step')} became slower by a tenth or more, ${changed.length - slower} faster, of ${pairs.length}.`
  return [`${speedText(most, several)}${rest}`]
}

/** '"read the reply" of Chat became 25 % slower: 1.2 s in the median after 960 ms.' */
function speedText({ step, fromMs, toMs, share }: SpeedChange, several: boolean): string {
  const by = `${Math.round(Math.abs(share) * 100)} % ${share > 0 ? 'slower' : 'faster'}`
  const surface = `${several ? `${oneLine(step.target, 40)} ` : ''}${surfaceTitle(step.surface)}`
  const what = `"${oneLine(step.step, 60)}" of ${surface}${COMPARED[step.measure] ?? ''}`
  return `${what} became ${by}: ${formatDuration(toMs)} in the median after ${formatDuration(fromMs)}.`
}

function keyOf({ target, surface, probe, step, measure }: StepFigures): string {
  return JSON.stringify([target, surface, probe, step, measure])
}

/** "the 30 days before" */
export function periodBefore(ms: number): string {
  const hours = Math.round(ms / HOUR)
  if (hours < 1) return `the ${plural(Math.round(ms / MINUTE), 'minute')} before`
  return hours <= 48 ? `the ${plural(hours, 'hour')} before` : `the ${plural(Math.round(hours / 24), 'day')} before`
}
