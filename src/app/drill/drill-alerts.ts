import {
  type Alert,
  type AlertRecord,
  DRILL_PREFIX,
  defined,
  type History,
  type IncidentRecord,
  type Log,
  MINUTE,
  messageOf,
  practisedKind,
  timeAndDay,
} from '../../core/index.ts'
import { type DrillClock, type PlayedAlert, type ScoreCard, whyUnscored } from '../../drill/index.ts'
import type { Scenario } from '../../sandbox/index.ts'
import type { DrillWorld } from './drill-world.ts'

/** Alerts of a drill that are read: more than any drill has. */
const MOST_ALERTS = 1_000
/** How long a message may wait to be folded with the next one, ms. */
const FOLDED_WITHIN_MS = 2 * MINUTE

/** One message says that a drill begins. */
export async function announceBegin(
  world: DrillWorld,
  about: {
    readonly id: string
    readonly scenario: Scenario
    readonly provider: string
    /** Minute 0, epoch ms of the drill's clock. */
    readonly startAt: number
  },
): Promise<void> {
  const { id, scenario, provider, startAt } = about
  await announce(world, {
    ...{ key: `${DRILL_PREFIX}${id}:begin`, target: provider },
    headline: `DRILL begins: ${scenario.title}`,
    lines: [
      `Until it ends, messages marked DRILL belong to it and report no real outage: ${scenario.what}.`,
      `Their times are those of the scenario, not of today: its outage begins at ${timeAndDay(startAt)}.`,
      'A real outage is still alerted, without that word. Acknowledge the drill with: doorwatch drill ack',
    ],
  })
}

/** One message ends it. */
export async function announceEnd(
  world: DrillWorld,
  { id, card, provider }: { readonly id: string; readonly card: ScoreCard; readonly provider: string },
): Promise<void> {
  const { status, stopped, score, possible, findings } = card
  const how = status === 'completed' ? 'was played to its end' : `did not play to its end: ${stopped ?? status}`
  const first = findings[0]
  const points = whyUnscored(card) ?? `${score} of ${possible} points`
  await deliverRest(world)
  await announce(world, {
    ...{ key: `${DRILL_PREFIX}${id}:end`, target: provider },
    headline: `DRILL over: ${points}`,
    lines: [`The drill ${how}.`, ...(first ? [`First to fix: ${first.text}. ${first.todo}`] : [])],
  })
}

/** Updates of the last minutes may wait to be folded with later ones; none will come, so the clock skips the wait. */
async function deliverRest({ dispatcher, clock }: DrillWorld): Promise<void> {
  clock.skipTo(clock.now() + FOLDED_WITHIN_MS)
  await dispatcher.drain()
  // Late enough that the closing message does not wait to be folded either.
  clock.skipTo(clock.now() + FOLDED_WITHIN_MS)
}

/** Announces the end of a drill that failed, so that readers do not take the next real alert for part of it. Never throws. */
export async function announceFailure(
  world: DrillWorld,
  about: { readonly id: string; readonly error: unknown; readonly provider: string; readonly log: Pick<Log, 'warn'> },
): Promise<void> {
  const { id, error, provider, log } = about
  const lines = [`The drill ended with an error: ${messageOf(error)}`, 'Alerts from now on are real.']
  const alert = { key: `${DRILL_PREFIX}${id}:end`, target: provider, headline: 'DRILL over: it failed', lines }
  await announce(world, alert).catch((cause: unknown) =>
    log.warn('the end of the drill could not be announced', { error: messageOf(cause) }),
  )
}

async function announce(
  { store, dispatcher, routing, clock }: DrillWorld,
  alert: Pick<Alert, 'key' | 'target' | 'headline' | 'lines'>,
): Promise<void> {
  const channels = routing.channels.map(({ name }) => name)
  const whole: Alert = { ...alert, kind: 'drill', drillOf: 'test', at: clock.now(), surfaces: [], links: [] }
  await store.transaction((tx) => tx.saveAlerts([{ alert: whole, channels }], clock.now()))
  await dispatcher.drain()
}

/** The alerts of a drill without its announcements, in the order they were planned. */
export async function playedAlerts({ store, clock }: AlertedWorld): Promise<readonly PlayedAlert[]> {
  const alerts = await store.alerts({ limit: MOST_ALERTS })
  const incidents = await store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
  return alerts
    .filter(({ drillOf }) => drillOf !== 'test')
    .toSorted((a, b) => a.at - b.at)
    .map((alert) =>
      playedAlert(
        alert,
        incidents.find(({ name }) => name === alert.incident?.name),
        clock,
      ),
    )
}

interface AlertedWorld {
  readonly store: Pick<History, 'alerts' | 'incidents'>
  readonly clock: Pick<DrillClock, 'skippedBetween'>
}

/** People acknowledge in the time that the drill really takes: what its clock leaves out does not count. */
function playedAlert(
  alert: AlertRecord,
  incident: IncidentRecord | undefined,
  clock: AlertedWorld['clock'],
): PlayedAlert {
  const acknowledgedAt = incident?.timeline.find(({ kind }) => kind === 'acknowledged')?.at
  const { key, at, headline, target, actions = [], deliveries } = alert
  return {
    ...{ key, kind: practisedKind(alert), at, headline, target, workflows: actions.map(({ workflow }) => workflow) },
    deliveries: deliveries.map(({ channel, sentAt, rung, lastError }) => ({
      channel,
      ...defined({
        afterMs: sentAt === undefined ? undefined : Math.max(0, sentAt - at),
        acknowledgedAfterMs:
          acknowledgedAt === undefined
            ? undefined
            : Math.max(0, acknowledgedAt - at - clock.skippedBetween(at, acknowledgedAt)),
        rung,
        error: sentAt === undefined ? lastError : undefined,
      }),
    })),
  }
}
