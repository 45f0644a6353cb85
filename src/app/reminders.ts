import type { Config } from '../config/index.ts'
import type { Alert, IncidentRecord, Log, Notice, QuietWindow, SurfaceStatus, Target } from '../core/index.ts'
import {
  isSilenced,
  noticeAlert,
  planReminder,
  routeAlert,
  type Scene,
  silencedAt,
  silenceEndedAt,
} from '../notify/index.ts'
import type { Store, StoreTx } from '../store/index.ts'

interface ReminderDeps {
  readonly store: Store
  readonly config: Pick<Config, 'maintenance' | 'reminderEveryMs' | 'channels'>
  readonly targets: readonly Target[]
  readonly dashboardUrl: string | undefined
  readonly log: Log
  readonly now: number
}

/**
 * Alerts that are due by time: reminders of incidents that last, and what a mute or maintenance held back and still holds
 * when it ends. Each has its key from its incident or notice, so none is sent twice. Gives the alerts that were planned.
 */
export async function remind(deps: ReminderDeps): Promise<readonly Alert[]> {
  const { store, now } = deps
  const incidents = await store.incidents({ from: now, to: now + 1 })
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === undefined)
  const notices = await store.openNotices()
  if (open.length === 0 && notices.length === 0) return []
  const surfaces = (await store.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)
  const since = Math.min(...open.map(({ openedAt }) => openedAt), ...notices.map(({ at }) => at))
  const windows = [...deps.config.maintenance, ...(await store.quietWindows(since))]
  const alerts: Alert[] = []
  await store.transaction(async (tx) => {
    for (const incident of open) alerts.push(...(await remindOf(deps, tx, incident, { surfaces, windows })))
    for (const notice of notices) alerts.push(...(await heldBack(deps, tx, notice, { surfaces, windows })))
    await tx.saveAlerts(
      alerts.map((alert) => ({ alert, channels: routeAlert(alert, deps.config.channels) })),
      now,
    )
  })
  for (const { kind, key } of alerts) deps.log.info('alert by time', { kind, key })
  return alerts
}

interface Known {
  readonly surfaces: readonly SurfaceStatus[]
  /** Windows that held since the oldest open incident or notice, over or not. */
  readonly windows: readonly QuietWindow[]
}

async function remindOf(
  deps: ReminderDeps,
  tx: StoreTx,
  incident: IncidentRecord,
  known: Known,
): Promise<readonly Alert[]> {
  const { target } = incident
  const lastAlertAt = await tx.lastAlertAt(`${incident.name}:`)
  const surfaces = incident.surfaces.filter(({ recoveredAt }) => recoveredAt === undefined)
  const during = known.windows.filter(({ to }) => to > incident.openedAt)
  const endedAt = silenceEndedAt(during, { target, surfaces: surfaces.map(({ surface }) => surface) }, deps.now)
  const alert = planReminder({
    ...sceneOf(deps, target, known),
    incident,
    reminderEveryMs: deps.config.reminderEveryMs,
    ...(endedAt === undefined ? {} : { silenceEndedAt: endedAt }),
    ...(lastAlertAt === undefined ? {} : { lastAlertAt }),
  })
  return alert ? [alert] : []
}

/** A notice whose alert was held back by a window that is over. */
async function heldBack(deps: ReminderDeps, tx: StoreTx, notice: Notice, known: Known): Promise<readonly Alert[]> {
  const scene = sceneOf(deps, notice.target, known)
  const { target, surface, at } = notice
  const covered = known.windows.some((window) => window.from <= at && at < window.to)
  const endedAt = covered ? silenceEndedAt(known.windows, { target, surfaces: [surface] }, deps.now) : undefined
  if (endedAt === undefined || endedAt <= at || isSilenced(scene, surface)) return []
  if ((await tx.lastAlertAt(`${notice.key}:notice:`)) !== undefined) return []
  return [noticeAlert(notice, scene)]
}

function sceneOf({ targets, dashboardUrl, now }: ReminderDeps, target: string, { surfaces, windows }: Known): Scene {
  const own = surfaces.filter((one) => one.target === target)
  return {
    target: { name: target, title: targets.find(({ name }) => name === target)?.title ?? target },
    surfaces: own,
    silenced: silencedAt(windows, { target, surfaces: own.map(({ surface }) => surface) }, now),
    now,
    links: dashboardUrl === undefined ? {} : { dashboardUrl },
  }
}
