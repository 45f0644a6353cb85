import type { Config } from '../../config/index.ts'
import {
  type Alert,
  defined,
  type IncidentRecord,
  type Log,
  type Notice,
  type QuietWindow,
  type SurfaceStatus,
  type Target,
} from '../../core/index.ts'
import {
  isSilenced,
  noticeAlert,
  planReminder,
  routeAlert,
  type Scene,
  silencedAt,
  silenceEndedAt,
} from '../../notify/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'

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
  const since = Math.min(...open.map(({ openedAt }) => openedAt), ...notices.map(({ at }) => at))
  const known: Known = {
    surfaces: byTarget((await store.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)),
    titles: new Map(deps.targets.map(({ name, title }) => [name, title])),
    windows: [...deps.config.maintenance, ...(await store.quietWindows(since))],
  }
  const plans: Plan[] = [
    ...open.map(
      (incident): Plan =>
        (tx) =>
          remindOf(deps, tx, incident, known),
    ),
    ...notices.map(
      (notice): Plan =>
        (tx) =>
          heldBack(deps, tx, notice, known),
    ),
  ]
  const alerts: Alert[] = []
  for (let at = 0; at < plans.length; at += PLANS_PER_WRITE) {
    alerts.push(...(await planSome(deps, plans.slice(at, at + PLANS_PER_WRITE))))
  }
  for (const { kind, key } of alerts) deps.log.info('alert by time', { kind, key })
  return alerts
}

/** Incidents and notices that are looked at in one transaction: runs that end meanwhile wait for no more than these. */
const PLANS_PER_WRITE = 25

type Plan = (tx: StoreTx) => Promise<readonly Alert[]>

function planSome(deps: ReminderDeps, plans: readonly Plan[]): Promise<readonly Alert[]> {
  return deps.store.transaction(async (tx) => {
    const alerts: Alert[] = []
    for (const plan of plans) alerts.push(...(await plan(tx)))
    await tx.saveAlerts(
      alerts.map((alert) => ({ alert, channels: routeAlert(alert, deps.config.channels) })),
      deps.now,
    )
    return alerts
  })
}

function byTarget(surfaces: readonly SurfaceStatus[]): ReadonlyMap<string, readonly SurfaceStatus[]> {
  const grouped = new Map<string, SurfaceStatus[]>()
  for (const surface of surfaces) {
    const group = grouped.get(surface.target)
    if (group) group.push(surface)
    else grouped.set(surface.target, [surface])
  }
  return grouped
}

interface Known {
  /** By target. */
  readonly surfaces: ReadonlyMap<string, readonly SurfaceStatus[]>
  /** Titles of targets, by name. */
  readonly titles: ReadonlyMap<string, string>
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
    ...defined({ silenceEndedAt: endedAt, lastAlertAt }),
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

function sceneOf({ dashboardUrl, now }: ReminderDeps, target: string, { surfaces, titles, windows }: Known): Scene {
  const own = surfaces.get(target) ?? []
  return {
    target: { name: target, title: titles.get(target) ?? target },
    surfaces: own,
    silenced: silencedAt(windows, { target, surfaces: own.map(({ surface }) => surface) }, now),
    now,
    links: dashboardUrl === undefined ? {} : { dashboardUrl },
  }
}
