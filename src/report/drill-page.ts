import type { DrillComponent, DrillFact, DrillLane, DrillPage, DrillRecoveryRow } from '../../dashboards/model/drill.ts'
import { capital, defined, formatDuration, listOf, plural, timesInZone } from '../core/index.ts'
import {
  type Comparison,
  type ComponentName,
  type PlayedAlert,
  type Recovery,
  type ScoreCard,
  type SteadyState,
  whyUnscored,
} from '../drill/index.ts'
import { fitReport } from './drill-room.ts'

const QUESTIONS: Readonly<Record<ComponentName, string>> = {
  Detect: 'Was each failure detected, and soon enough?',
  Tell: 'Was each outage alerted once, in time?',
  Switch: 'Did each workflow get an alert in time, with a proven fallback?',
  Work: 'How much work went on?',
  Return: 'Was each recovery detected, and alerted once?',
}

/** The score card, and the data that the pages add to it. */
interface DrillPageInput {
  readonly card: ScoreCard
  readonly comparison?: Comparison | undefined
  /** One sentence per currency: "£3,600 (without a plan £9,000, saved £5,400)". */
  readonly costs: readonly string[]
  /** People by workflow. */
  readonly people: Readonly<Record<string, number>>
  /** IANA name of the zone of times in texts. */
  readonly timezone: string
}

/** The page of a drill, or its after-action report of two printed pages. Pure. */
export function buildDrillPage(input: DrillPageInput, kind: DrillPage['kind']): DrillPage {
  const page = wholePage(input, kind)
  return kind === 'report' ? fitReport(page) : page
}

function wholePage(input: DrillPageInput, kind: DrillPage['kind']): DrillPage {
  const { card, comparison, costs, timezone } = input
  const played = { from: Date.parse(card.played.from), to: Date.parse(card.played.to) }
  return {
    ...{ kind, id: card.id, ...headlineOf(card) },
    what: `${card.scenario.title}: ${card.scenario.what}.`,
    ...{ score: card.score, possible: card.possible, isWhole: card.status === 'completed' },
    ...defined({ unscored: whyUnscored(card), change: comparison && changeText(comparison) }),
    components: card.components.map(
      ({ name, score, possible, outstanding }): DrillComponent => ({
        ...{ name, score, possible, question: QUESTIONS[name] },
        ...defined({ missing: outstanding[0]?.text }),
      }),
    ),
    facts: factsOf(card),
    ...{ playedAt: Date.parse(card.start), ...played },
    lanes: lanesOf(card, played.to),
    posts: card.posts.map(({ at, status, text }) => ({ at, text: `${status}: ${text}` })),
    alerts: card.alerts.map((alert) => ({
      at: alert.at,
      headline: timesInZone(alert.headline, alert.at, timezone),
      delivered: deliveredText(alert),
    })),
    recoveries: card.recoveries.map((recovery) => recoveryRow(recovery, input.people)),
    ...defined({ shares: card.shares ?? undefined }),
    costs: costs.map((cost) => `It costs ${cost}.`),
    findings: card.findings.map((finding) => ({ ...finding, text: capital(finding.text) })),
    open: card.open,
    steady: [
      ...steadyRow('Before the faults', card.steady_states.before),
      ...steadyRow('After the faults', card.steady_states.after),
    ],
    notes: notesOf(card),
  }
}

function headlineOf({ status, shares, stopped }: ScoreCard): Pick<DrillPage, 'headline' | 'standing'> {
  if (status !== 'completed')
    return { headline: `The drill was not played to its end: ${stopped ?? status}`, standing: 'degraded' }
  if (!shares) return { headline: 'The time of this outage has no work hours', standing: 'operational' }
  const goesOn = Math.round(100 * shares.proven)
  const promised = Math.round(100 * shares.promised)
  const standing = goesOn >= 80 ? 'operational' : goesOn >= 50 ? 'degraded' : 'down'
  const rest = promised > 0 ? `, ${promised} % more would with a proof` : ''
  return { headline: `In this outage ${goesOn} % of the work goes on${rest}`, standing }
}

function changeText({ change, before }: Comparison): string {
  const date = new Date(before.at).toISOString().slice(0, 10)
  if (change === 0) return `as in the drill of ${date}`
  return `${change > 0 ? '+' : ''}${change} % since the drill of ${date}`
}

function factsOf(card: ScoreCard): readonly DrillFact[] {
  const { detections, deliveredAfterMs, acknowledgedAfterMs, leadMs, falseAlerts, repeatedAlerts } = card
  const first = detections.find(({ kind, found }) => kind === 'trouble' && found)
  const detection: DrillFact = first
    ? {
        name: 'First failure detected after',
        value: formatDuration(first.afterMs ?? 0),
        note: `${first.slots} × ${formatDuration(first.cadenceMs)} until the verdict, ${formatDuration(first.confirmMs)} to confirm, ${first.deliveredMs === undefined ? 'nothing delivered' : `${formatDuration(first.deliveredMs)} to deliver`}`,
      }
    : { name: 'First failure', value: whyUnscored(card) ? 'not played to its verdict' : 'not detected' }
  return [
    detection,
    ...(deliveredAfterMs === null
      ? []
      : [{ name: 'Delivered to a channel after', value: formatDuration(deliveredAfterMs) }]),
    ...(acknowledgedAfterMs === null
      ? []
      : [{ name: 'Acknowledged', value: `${formatDuration(acknowledgedAfterMs)} after the alert` }]),
    ...(leadMs === null
      ? []
      : [
          {
            name: 'Status page of the scenario',
            value: `${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'later' : 'earlier'}`,
          },
        ]),
    {
      name: 'False or repeated alerts',
      value: falseAlerts + repeatedAlerts === 0 ? 'none' : String(falseAlerts + repeatedAlerts),
    },
  ]
}

function lanesOf({ changes, detections }: ScoreCard, end: number): readonly DrillLane[] {
  const surfaces = [...new Set(changes.map(({ surface }) => surface))]
  return surfaces.map((surface) => {
    const ofSurface = changes.filter((change) => change.surface === surface)
    return {
      surface,
      stretches: ofSurface.flatMap(({ at, fault, probability }, index) =>
        fault === undefined ? [] : [{ from: at, to: ofSurface[index + 1]?.at ?? end, share: probability, fault }],
      ),
      marks: detections
        .filter((detection) => detection.surface === surface && detection.found)
        .map(({ kind, changedAt, afterMs = 0 }) => ({
          at: changedAt + afterMs,
          kind: kind === 'trouble' ? ('found' as const) : ('recovered' as const),
          text: kind === 'trouble' ? 'outage detected' : 'recovery detected',
        })),
    }
  })
}

function deliveredText({ deliveries }: PlayedAlert): string {
  if (deliveries.length === 0) return 'only shown'
  return listOf(
    deliveries.map(({ channel, afterMs, error }) =>
      afterMs === undefined ? `${channel}: ${error ?? 'not delivered'}` : `${channel} after ${formatDuration(afterMs)}`,
    ),
  )
}

const FALLBACKS = {
  switch: 'switches to model B',
  manual: 'goes on by hand',
  stop: 'stops on purpose',
  none: 'no fallback',
}

function recoveryRow(
  { workflow, fallback, backing, afterMs, toldAfterMs, objectiveMs, rto }: Recovery,
  people: Readonly<Record<string, number>>,
): DrillRecoveryRow {
  const alerted = toldAfterMs === undefined ? 'no alert' : `alert after ${formatDuration(toldAfterMs)}`
  return {
    ...{ workflow, people: plural(people[workflow] ?? 0, 'person', 'people'), backing, rto },
    fallback: FALLBACKS[fallback],
    back: afterMs === undefined || fallback === 'stop' ? alerted : `recovered after ${formatDuration(afterMs)}`,
    objective: objectiveMs === undefined ? (fallback === 'stop' ? '' : 'none set') : formatDuration(objectiveMs),
  }
}

function steadyRow(name: string, steady: SteadyState | null): DrillPage['steady'] {
  if (!steady) return []
  const broken = steady.surfaces.filter(({ met }) => !met)
  return [{ name, met: steady.met, text: listOf(broken.map(({ surface, why }) => `${surface} (${why ?? ''})`)) }]
}

function notesOf({ plan, unplayed, runs, seed, duration }: ScoreCard): readonly string[] {
  return [
    ...(plan.example
      ? ['There is no plan yet: this is the example of the product. Write your own: doorwatch help plan.']
      : []),
    'Sandboxes stood in for the provider and for model B. Probes, judge and alerts are real; whether your own model B takes over is proven only by a failure in your own route.',
    `${plural(runs, 'run')} of probes in ${formatDuration(duration * 1_000)}. Stretches without events were skipped, so times are those of the scenario's clock. Seed ${seed}: the same seed gives the same score.`,
    ...(unplayed.length > 0 ? [`Not played, because it is not watched here: ${listOf(unplayed)}.`] : []),
  ]
}
