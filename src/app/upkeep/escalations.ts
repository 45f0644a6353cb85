import type { Config } from '../../config/index.ts'
import {
  type Alert,
  type AlertRecord,
  DRILL_PREFIX,
  type IncidentRecord,
  type Log,
  type Target,
} from '../../core/index.ts'
import {
  audibleSurfaces,
  type DueEscalation,
  drillAlert,
  dueEscalations,
  escalationAlert,
  escalationChannels,
  notifiedChannels,
  type Routing,
} from '../../notify/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'
import { withCosts } from '../continuity/alert-costs.ts'
import type { AlertDeps } from '../worker/plan-alerts.ts'
import type { AlertAges } from './alert-ages.ts'
import { readSceneContext, type SceneContext, sceneOf } from './scene-context.ts'

interface EscalationDeps {
  readonly store: Store
  readonly config: Pick<Config, 'maintenance' | 'timezone' | 'runbooks'>
  readonly routing: Routing
  readonly targets: readonly Target[]
  readonly dashboardUrl: string | undefined
  readonly advise?: AlertDeps['advise']
  /** As in AlertDeps. */
  readonly statusPage: AlertDeps['statusPage']
  /** Ages of alerts by their keys, for escalations only. */
  readonly ages: AlertAges
  readonly log: Log
  readonly now: number
  /** Whether the incidents are those of a drill, whose alerts are marked. Default: no. */
  readonly isDrill?: boolean
}

/** Alerts of one incident that are read. */
const MOST_ALERTS = 1_000

/**
 * Notifies the channels of `ifNotAcked` about open incidents that were not acknowledged in time, once per incident and
 * channels. The keys of the alerts tell what was sent, so that a restart repeats nothing.
 * @returns the planned alerts
 */
export async function escalate(deps: EscalationDeps): Promise<readonly Alert[]> {
  const { store, routing, now, ages } = deps
  if (!routing.routes.some(({ ifNotAcked }) => ifNotAcked)) return []
  // After the clock was set back, an open incident may have begun after now.
  const incidents = await store.incidents({ from: now, to: Number.MAX_SAFE_INTEGER })
  const open = incidents.filter(({ resolvedAt, acknowledgement }) => resolvedAt === undefined && !acknowledgement)
  if (open.length === 0) return []
  const context = await readSceneContext(deps, Math.min(...open.map(({ openedAt }) => openedAt)))
  const keys: string[] = []
  const alerts: Alert[] = []
  for (const incident of open) {
    const stream = streamFor(deps, incident.name)
    const records = (await store.alerts({ stream, limit: MOST_ALERTS })).toReversed()
    keys.push(...records.map(({ key }) => key))
    const due = dueEscalations(
      stream,
      records,
      ({ key, at }) => ages.of({ name: key, openedAt: at }, undefined).sinceOpenedMs,
    )
    for (const escalation of due) alerts.push(...(await escalateOne(deps, escalation, { incident, records }, context)))
  }
  ages.keepOnly(keys)
  for (const { key } of alerts) deps.log.info('incident escalated', { key })
  return alerts
}

/** The stream of an incident, which begins the keys of its alerts. */
function streamFor({ isDrill }: Pick<EscalationDeps, 'isDrill'>, incident: string): string {
  return isDrill ? `${DRILL_PREFIX}${incident}` : incident
}

/** Plans nothing where everything is silenced, or where the incident ended or was acknowledged meanwhile. */
async function escalateOne(
  deps: EscalationDeps,
  due: DueEscalation,
  { incident, records }: { readonly incident: IncidentRecord; readonly records: readonly AlertRecord[] },
  context: SceneContext,
): Promise<readonly Alert[]> {
  const { store, routing, now } = deps
  const scene = sceneOf(deps, incident.target, context)
  if (audibleSurfaces(scene, incident).length === 0) return []
  return store.transaction(async (tx) => {
    if (!(await isUnattended(tx, incident.name))) return []
    const recipients = await tx.recipients(streamFor(deps, incident.name), now)
    const channels = escalationChannels(due, recipients, routing.channels)
    if (channels.length === 0) return []
    const planned = escalationAlert(due, scene, incident, notifiedChannels(records, recipients))
    const alert = deps.isDrill ? { ...drillAlert(planned), key: due.key } : planned
    const alerts = await withCosts(tx, [alert], incident, deps)
    await tx.saveAlerts(
      alerts.map((alert) => ({ alert, channels })),
      now,
    )
    return alerts
  })
}

async function isUnattended(tx: StoreTx, name: string): Promise<boolean> {
  const incident = await tx.incidentNamed(name)
  return incident !== undefined && incident.resolvedAt === undefined && !(await tx.acknowledgement(name))
}
