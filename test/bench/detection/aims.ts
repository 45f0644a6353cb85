import { MINUTE, SECOND } from '../../../src/core/index.ts'
import { type Cost, YEAR_RUNS } from './cost.ts'
import type { Detection } from './measure.ts'
import type { Found } from './real.ts'
import { rate, span } from './table.ts'

/** Something the judge is held to, with what was measured. */
interface Aim {
  readonly aim: string
  readonly measured: string
  readonly met: boolean
}

interface Measured {
  /** False alerts per surface in 90 days, by ordinary history. */
  readonly alarms: Readonly<Record<string, number>>
  /** Detection by kind of trouble, on the history with correlated blips. */
  readonly detections: ReadonlyMap<string, Detection>
  /** Kinds that were missed at least once, on any ordinary history. */
  readonly missed: readonly string[]
  /** Rules that were quieter and sooner, and at what. */
  readonly better: readonly string[]
  /** Several surfaces at 40 % without confirm runs, and false alerts per surface where the line breaks, by how runs start. */
  readonly together: Detection
  readonly lineAlarms: Readonly<Record<string, number>>
  readonly incidents: readonly Found[]
  readonly cost: Cost
}

/** In less than two intervals of one-minute probes no rule can have seen enough. */
const SEEABLE_MS = 2 * MINUTE

/** Every aim of the judge, measured. */
export function aimsOf({
  alarms,
  detections,
  missed,
  better,
  together,
  lineAlarms,
  incidents,
  cost,
}: Measured): readonly Aim[] {
  const median = (kind: string) => detections.get(kind)?.medianMs ?? Number.POSITIVE_INFINITY
  const within = (kind: string, ms: number): Aim => ({
    aim: `${kind}: found within ${span(ms)} in the median`,
    measured: span(median(kind)),
    met: median(kind) <= ms,
  })
  const split = incidents.filter((one) => one.incidents !== 1).map((one) => one.incident.id)
  return [
    ...Object.entries(alarms).map(([history, seen]) => ({
      aim: `${history}: at most one false alert per surface in 90 days`,
      measured: rate(seen),
      met: seen <= 1,
    })),
    within('hard outage', 60 * SECOND),
    within('35 % errors', 6 * MINUTE),
    within('10 % errors', 30 * MINUTE),
    {
      aim: 'three surfaces, 40 % each, no confirm runs: found within 6.0 min in the median',
      measured: span(together.medianMs),
      met: together.medianMs <= 6 * MINUTE,
    },
    ...Object.entries(lineAlarms).map(([history, seen]) => ({
      aim: `${history}: at most one false alert per surface in 90 days`,
      measured: rate(seen),
      met: seen <= 1,
    })),
    { aim: 'no outage of four minutes or more missed', measured: listed(missed), met: missed.length === 0 },
    {
      aim: 'our own network down: no outage is alerted',
      measured: `${detections.get('our own network down')?.openings ?? 'not played'}`,
      met: detections.get('our own network down')?.openings === 0,
    },
    { aim: 'no rule of others quieter and sooner', measured: listed(better), met: better.length === 0 },
    { aim: 'one incident for each real one', measured: listed(split), met: split.length === 0 },
    ...firstPosts(incidents),
    ...costs(cost),
  ]
}

/** Whether we were before the provider, where there was time to be: two intervals from the first impact to the post. */
function firstPosts(incidents: readonly Found[]): readonly Aim[] {
  const posted = incidents.flatMap((one) => (one.leadMs === undefined ? [] : [{ ...one, leadMs: one.leadMs }]))
  const seeable = posted.filter((one) => one.leadMs + one.delayMs >= SEEABLE_MS)
  const late = seeable.filter((one) => one.leadMs <= 0).map((one) => one.incident.id)
  const rest = posted.filter((one) => !seeable.includes(one)).map((one) => `${one.incident.id} by ${span(-one.leadMs)}`)
  const aim = 'found before the provider’s first post, where that came two intervals after the impact or later'
  const before = `${seeable.length - late.length} of ${seeable.length}`
  const measured = rest.length > 0 ? `${before}; after a post that came sooner: ${rest.join(', ')}` : before
  return [{ aim, measured, met: late.length === 0 }]
}

function costs(cost: Cost): readonly Aim[] {
  const ratio = cost.judgeMicros / cost.parseMicros
  const yearRatio = (1e6 * cost.yearSeconds) / (YEAR_RUNS * cost.parseMicros)
  return [
    {
      aim: 'judging a run takes microseconds: at most ten times as long as JSON.parse of that run',
      measured: `${ratio.toFixed(1)} times (${cost.judgeMicros.toFixed(1)} µs to ${cost.parseMicros.toFixed(1)} µs)`,
      met: ratio <= 10,
    },
    {
      aim: 'memory stays as it is, however many runs',
      measured: `${cost.earlyBytes} bytes after a tenth of ${cost.runs.toLocaleString('en-US')} runs, ${cost.lateBytes} after all`,
      met: cost.lateBytes <= 1.1 * cost.earlyBytes,
    },
    {
      aim: 'a year of five surfaces is replayed to all rules within 10 s, on a busy machine ten times JSON.parse of its runs',
      measured: `${cost.commandSeconds.toFixed(1)} s; processor time in one thread ${cost.yearSeconds.toFixed(1)} s, ${yearRatio.toFixed(1)} times; ours alone ${cost.yearOwnSeconds.toFixed(1)} s`,
      met: cost.commandSeconds <= 10 || yearRatio <= 10,
    },
  ]
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'none'
}
