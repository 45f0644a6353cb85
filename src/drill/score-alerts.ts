import { surfacesUsed } from '../continuity/index.ts'
import { formatDuration, isEnd, isOpening, MINUTE, plural, type Workflow } from '../core/index.ts'
import { type Check, type Component, check, componentOf, ofWorkflow } from './component.ts'
import type { Detection } from './detection.ts'
import type { DrilledPlan } from './plan.ts'
import { playedParts } from './played-parts.ts'
import type { DrillRecord, InjectedChange } from './record.ts'

const DETECT = { found: 15, inTime: 10 }
const NOTIFY = { noFalse: 4, once: 4, delivered: 8, acknowledged: 4 }
const RETURN = { found: 5, once: 3, afterwards: 2 }
/** Longest delivery of an alert that is not late. */
const DELIVERY_LIMIT_MS = MINUTE

/** Whether each outage was detected, and soon enough to recover within the RTO. */
export function detectComponent(detections: readonly Detection[], plan: DrilledPlan): Component {
  const troubles = detections.filter(({ kind }) => kind === 'trouble')
  const share = 1 / Math.max(1, troubles.length)
  return componentOf(
    'Detect',
    troubles.flatMap((trouble): readonly Check[] => {
      const { surface, found, afterMs, slots, cadenceMs } = trouble
      const every = `schedule['${surface}'].every`
      const cadence = formatDuration(cadenceMs)
      const workflow = tightest(plan.workflows, surface)
      const objectiveMs = workflow?.recoverWithinMs
      const inTime = found && (objectiveMs === undefined || (afterMs ?? 0) <= objectiveMs)
      const of = workflow ? ofWorkflow(workflow) : {}
      return [
        check(DETECT.found * share, found, {
          ...{ ...of, line: every },
          text: `${surface} was in trouble for ${formatDuration(slots * cadenceMs)} and was not detected`,
          todo: `Probe ${surface} more often than every ${cadence}.`,
        }),
        check(DETECT.inTime * share, inTime, {
          ...{ ...of, line: every },
          text: found
            ? `${surface} was detected after ${formatDuration(afterMs ?? 0)}, later than "${workflow?.name}" has to be back (${formatDuration(objectiveMs ?? 0)})`
            : `${surface} was not detected, so ${workflow ? `"${workflow.name}" could not` : 'no workflow could'} begin to recover`,
          todo: `Probe ${surface} more often than every ${cadence}, or agree on a longer recoverWithin.`,
        }),
      ]
    }),
  )
}

/** The workflow with the shortest RTO among those that need the surface. */
function tightest(workflows: readonly Workflow[], surface: string): Workflow | undefined {
  const rto = ({ recoverWithinMs = Number.POSITIVE_INFINITY }: Workflow) => recoverWithinMs
  return workflows.filter((workflow) => surfacesUsed(workflow).includes(surface)).toSorted((a, b) => rto(a) - rto(b))[0]
}

/** Stretches in which at least one surface has a fault; epoch ms. */
export function wavesOf(changes: readonly InjectedChange[]): readonly { readonly from: number; readonly to: number }[] {
  const waves: { from: number; to: number }[] = []
  const faulty = new Set<string>()
  for (const { at, surface, probability } of changes) {
    const wasFaulty = faulty.size > 0
    if (probability > 0) faulty.add(surface)
    else faulty.delete(surface)
    if (!wasFaulty && faulty.size > 0) waves.push({ from: at, to: Number.POSITIVE_INFINITY })
    const last = waves.at(-1)
    if (wasFaulty && faulty.size === 0 && last) last.to = at
  }
  return waves.filter(({ from, to }) => to > from)
}

/** An alert this soon after the end of a fault is of a run that the fault still hit, ms. */
const LATE_MS = MINUTE

/** Alerts without a fault, and alerts that opened the same outage a second time. */
export function uselessAlerts({ alerts, changes }: Pick<DrillRecord, 'alerts' | 'changes'>): {
  readonly falseAlerts: number
  readonly repeated: number
} {
  const openings = alerts.filter((alert) => isOpening(alert))
  const ofWaves = wavesOf(changes).map(({ from, to }) => openings.filter(({ at }) => from <= at && at <= to + LATE_MS))
  const trueAlerts = new Set(ofWaves.flat())
  // An alert in the minute between two outages may be that of either.
  const needed = Math.min(trueAlerts.size, ofWaves.filter((ofWave) => ofWave.length > 0).length)
  return { falseAlerts: openings.length - trueAlerts.size, repeated: trueAlerts.size - needed }
}

/** Whether each outage led to exactly one alert, in time, and whether it was acknowledged. */
export function tellComponent(record: DrillRecord, plan: DrilledPlan): Component {
  const parts = playedParts(record)
  const { falseAlerts, repeated } = uselessAlerts(record)
  const openings = record.alerts.filter((alert) => isOpening(alert))
  if (wavesOf(record.changes).length === 0 || !parts.trouble) return componentOf('Tell', [])
  const channels = plan.channels.filter(({ takesPart }) => takesPart)
  return componentOf('Tell', [
    check(NOTIFY.noFalse, falseAlerts === 0, {
      line: 'falseAlarmDays',
      text: `${plural(falseAlerts, 'alert')} without any fault`,
      todo: 'Raise falseAlarmDays, or find out why a probe failed: doorwatch why.',
    }),
    check(NOTIFY.once, repeated === 0 && openings.length > 0, {
      line: openings.length === 0 ? 'schedule' : 'falseAlarmDays',
      text:
        openings.length === 0
          ? 'no alert was planned'
          : `${plural(repeated, 'alert')} repeated an outage that was alerted already`,
      todo:
        openings.length === 0
          ? 'Probe the surfaces that failed more often: none of their failures became an alert.'
          : 'Raise falseAlarmDays: the judge then waits for more evidence before it closes and opens.',
    }),
    deliveryCheck(record, plan),
    ...acknowledgeChecks(record, {
      canAcknowledge: channels.some(({ acknowledges }) => acknowledges),
      isOver: parts.end,
    }),
  ])
}

function deliveryCheck({ alerts }: DrillRecord, { channels }: DrilledPlan): Check {
  const opening = alerts.find((alert) => isOpening(alert))
  const times = opening?.deliveries.flatMap(({ afterMs }) => afterMs ?? []) ?? []
  const fastest = times.length > 0 ? Math.min(...times) : undefined
  const at = channels.findIndex(({ takesPart }) => takesPart)
  const refused = opening?.deliveries.find(({ error }) => error !== undefined)
  const missing =
    channels.length === 0
      ? {
          line: 'alerts.channels',
          text: 'no channel is configured, so no alert was delivered',
          todo: 'Add a channel, with drills: true.',
        }
      : at === -1
        ? {
            line: 'alerts.channels[0].drills',
            text: 'no channel takes alerts of drills, so delivery was not rehearsed',
            todo: 'Set drills: true on the channel that people read.',
          }
        : {
            line: `alerts.channels[${at}]`,
            text: refused
              ? `${refused.channel} did not take the alert: ${refused.error}`
              : `the alert was ${fastest === undefined ? 'not delivered' : `delivered after ${formatDuration(fastest)}`}`,
            todo: 'Try the channel: doorwatch alerts test.',
          }
  return check(NOTIFY.delivered, fastest !== undefined && fastest <= DELIVERY_LIMIT_MS, missing)
}

/** Only where a channel reports acknowledgements; before the end of the outage one may still come. */
function acknowledgeChecks(
  { alerts }: DrillRecord,
  { canAcknowledge, isOver }: { readonly canAcknowledge: boolean; readonly isOver: boolean },
): readonly Check[] {
  if (!canAcknowledge) return []
  const isAcknowledged = alerts.some(({ deliveries }) =>
    deliveries.some((delivery) => delivery.acknowledgedAfterMs !== undefined),
  )
  if (!isOver && !isAcknowledged) return []
  return [
    check(NOTIFY.acknowledged, isAcknowledged, {
      line: 'alerts.routes',
      text: 'the alert was not acknowledged',
      todo: 'Name who is on call, and let the route escalate with ifNotAcked.',
    }),
  ]
}

/** Whether each recovery was detected and alerted once, and each workflow lists what is to do afterwards. */
export function returnComponent(
  record: DrillRecord,
  detections: readonly Detection[],
  plan: DrilledPlan,
  hit: ReadonlySet<string>,
): Component {
  const ends = detections.filter(({ kind }) => kind === 'recovery')
  const late = ends.filter(({ found }) => !found)
  const waves = wavesOf(record.changes)
  if (waves.length === 0 || ends.length === 0 || !playedParts(record).end) return componentOf('Return', [])
  const returns = record.alerts.filter((alert) => isEnd(alert)).length
  const workflows = plan.workflows.filter(({ name, fallback }) => hit.has(name) && fallback?.kind !== 'stop')
  return componentOf('Return', [
    {
      points: RETURN.found,
      won: (ends.length - late.length) / ends.length,
      ...(late[0]
        ? {
            missing: {
              line: `schedule['${late[0].surface}'].every`,
              text: `the recovery of ${late.map(({ surface }) => surface).join(', ')} was not detected`,
              todo: 'Probe it more often: a recovery needs as much evidence as an outage.',
            },
          }
        : {}),
    },
    check(RETURN.once, returns >= 1 && returns <= waves.length, {
      line: 'falseAlarmDays',
      text:
        returns === 0
          ? 'no recovery was alerted'
          : `the recovery was alerted ${returns} times for ${plural(waves.length, 'outage')}`,
      todo: 'Raise falseAlarmDays: the judge then waits for more evidence before it closes an incident.',
    }),
    ...workflows.map((workflow) =>
      check(RETURN.afterwards / workflows.length, workflow.afterwards.length > 0, {
        ...ofWorkflow(workflow),
        line: `workflows[${plan.workflows.indexOf(workflow)}].afterwards`,
        text: `"${workflow.name}" lists nothing to do afterwards`,
        todo: 'List what has to be checked or caught up on after an outage.',
      }),
    ),
  ])
}
