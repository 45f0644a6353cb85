import type { Config } from '../../config/index.ts'
import { type Alert, defined, type IncidentRecord, type Log, type Notice, type Target } from '../../core/index.ts'
import {
  isSilenced,
  noticeAlert,
  planReminder,
  type Routing,
  type Silenced,
  saveRouted,
  silenceEndedAt,
} from '../../notify/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'
import { withCosts } from '../continuity/alert-costs.ts'
import { type AlertDeps, pageOf } from '../worker/plan-alerts.ts'
import type { AlertAges } from './alert-ages.ts'
import { readSceneContext, type SceneContext, sceneOf } from './scene-context.ts'

interface ReminderDeps {
  readonly store: Store
  readonly config: Pick<Config, 'maintenance' | 'reminderEveryMs' | 'timezone' | 'runbooks'>
  readonly routing: Routing
  /** One line on what the provider's status page shows; undefined where none is read. */
  readonly statusPage: (target: string) => string | undefined
  readonly targets: readonly Target[]
  readonly dashboardUrl: string | undefined
  /** As in AlertDeps. */
  readonly advise?: AlertDeps['advise']
  readonly ages: AlertAges
  readonly log: Log
  readonly now: number
}

/**
 * Plans the alerts that are due by time: reminders of incidents that last, and alerts that a mute or maintenance
 * held back, where their trouble goes on when it ends. The key of an alert comes from its incident or notice, so none is sent twice.
 * @returns the planned alerts
 */
export async function remind(deps: ReminderDeps): Promise<readonly Alert[]> {
  const { store, now, ages } = deps
  // After the clock was set back, an open incident may have begun after now.
  const incidents = await store.incidents({ from: now, to: Number.MAX_SAFE_INTEGER })
  // The oldest first, as their openings were alerted: a message about several keeps this order.
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === undefined).toReversed()
  ages.keepOnly(open.map(({ name }) => name))
  const notices = await store.openNotices()
  if (open.length === 0 && notices.length === 0) return []
  const since = Math.min(...open.map(({ openedAt }) => openedAt), ...notices.map(({ at }) => at))
  const context = await readSceneContext(deps, since)
  const plans: Plan[] = [
    ...open.map(
      (incident): Plan =>
        (tx) =>
          remindOf(deps, tx, incident, context),
    ),
    ...notices.map(
      (notice): Plan =>
        (tx) =>
          heldBack(deps, tx, notice, context),
    ),
  ]
  const alerts: Alert[] = []
  for (let at = 0; at < plans.length; at += PLANS_PER_WRITE) {
    alerts.push(...(await planSome(deps, plans.slice(at, at + PLANS_PER_WRITE))))
  }
  for (const { kind, key, incident } of alerts) {
    if (incident) ages.alerted(incident.name)
    deps.log.info('alert planned by time', { kind, key })
  }
  return alerts
}

/** Incidents and notices of one transaction: runs that end meanwhile wait for no more than these. */
const PLANS_PER_WRITE = 25

/** The alert that is due of one incident or notice, if any, and what is silenced of its target. */
type Plan = (tx: StoreTx) => Promise<{ readonly alert?: Alert | undefined; readonly silenced?: Silenced | undefined }>

function planSome(deps: ReminderDeps, plans: readonly Plan[]): Promise<readonly Alert[]> {
  return deps.store.transaction(async (tx) => {
    const alerts: Alert[] = []
    for (const plan of plans) {
      const { alert, silenced } = await plan(tx)
      if (!alert) continue
      await saveRouted(tx, [alert], { routing: deps.routing, silenced, now: deps.now })
      alerts.push(alert)
    }
    return alerts
  })
}

async function remindOf(
  deps: ReminderDeps,
  tx: StoreTx,
  incident: IncidentRecord,
  context: SceneContext,
): ReturnType<Plan> {
  const { target } = incident
  const lastAlertAt = await tx.lastAlertAt(`${incident.name}:`)
  const surfaces = incident.surfaces.filter(({ recoveredAt }) => recoveredAt === undefined)
  const during = context.windows.filter(({ to }) => to > incident.openedAt)
  const endedAt = silenceEndedAt(during, { target, surfaces: surfaces.map(({ surface }) => surface) }, deps.now)
  const scene = sceneOf(deps, target, context)
  const page = scene.statusPage === undefined ? undefined : await pageOf(tx, incident, deps.now)
  const alert = planReminder({
    ...scene,
    incident,
    reminderEveryMs: deps.config.reminderEveryMs,
    ages: deps.ages.of(incident, lastAlertAt),
    ...defined({ silenceEndedAt: endedAt, lastAlertAt, page }),
  })
  const [priced] = alert ? await withCosts(tx, [alert], incident, deps) : []
  return { alert: priced, silenced: scene.silenced }
}

/** A notice whose alert was held back by a window that is over. */
async function heldBack(deps: ReminderDeps, tx: StoreTx, notice: Notice, context: SceneContext): ReturnType<Plan> {
  const scene = sceneOf(deps, notice.target, context)
  const { target, surface, at } = notice
  const covered = context.windows.some((window) => window.from <= at && at < window.to)
  const endedAt = covered ? silenceEndedAt(context.windows, { target, surfaces: [surface] }, deps.now) : undefined
  if (endedAt === undefined || endedAt <= at || isSilenced(scene, surface)) return {}
  if ((await tx.lastAlertAt(`${notice.key}:notice:`)) !== undefined) return {}
  return { alert: noticeAlert(notice, scene), silenced: scene.silenced }
}
