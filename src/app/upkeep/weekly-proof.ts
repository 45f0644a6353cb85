import type { Config } from '../../config/index.ts'
import {
  type Alert,
  type ChannelBacklog,
  type ChannelReach,
  DAY,
  defined,
  type IncidentRecord,
  MINUTE,
  nextWithin,
  oneLine,
  parseHours,
  type Target,
  timeAndDay,
} from '../../core/index.ts'
import { type ProvenTarget, planProof, proofAlert, type Routing, SILENT_CHANNEL_MS } from '../../notify/index.ts'
import type { Store } from '../../store/index.ts'
import type { Chore } from '../process/chores.ts'

const WEEK = 7 * DAY
/** How long the proof waits for the end of an incident: one that lasts longer must not leave channels without proof. */
const LONGEST_WAIT_MS = DAY

interface WeeklyProofDeps {
  readonly store: Store
  readonly config: Pick<Config, 'channels' | 'location' | 'timezone' | 'weeklyProof' | 'maintenance'>
  readonly routing: Routing
  readonly targets: readonly Pick<Target, 'name'>[]
  readonly dashboardUrl: string | undefined
}

/** Looks once a minute whether the proof of this week is due. */
export function weeklyProofChore(
  deps: WeeklyProofDeps & { readonly emitAlerts: (alerts: readonly Alert[]) => void },
): Chore {
  const plan = createWeeklyProof(deps)
  return {
    name: 'weekly proof',
    everyMs: MINUTE,
    afterMs: MINUTE,
    work: async (now) => deps.emitAlerts(await plan(now)),
  }
}

/** Plans the proof of this week once. Returns the alerts that it planned. */
type WeeklyProof = (now: number) => Promise<readonly Alert[]>

/**
 * Once a week, on Monday at 09:00 in the zone of the configuration or as soon as the worker runs after it, every channel
 * gets a message that all is quiet, so that silence of the monitor is noticed. It waits for the end of an open incident, a day
 * at most, and for the end of a mute that covers everything. A worker that measures since a later time sends none for that week.
 */
export function createWeeklyProof(deps: WeeklyProofDeps): WeeklyProof {
  /** The key of the proof that needs no further look. */
  let done: string | undefined
  return async (now) => {
    const { store, config } = deps
    if (!config.weeklyProof || config.channels.length === 0) return []
    const dueAt = proofDueAt(now, config.timezone)
    const key = proofKey(config, dueAt)
    if (key === done) return []
    if ((await store.alerts({ keys: [key], limit: 1 })).length > 0 || !(await measuredBefore(store, dueAt))) {
      done = key
      return []
    }
    const incidents = await store.incidents({ from: 0, to: now + 1 })
    const isOpen = incidents.some(({ resolvedAt }) => resolvedAt === undefined)
    if ((isOpen && now - dueAt < LONGEST_WAIT_MS) || (await isMuted(deps, now))) return []
    const alert = await composeProof(deps, { incidents, dueAt, key, now })
    const planned = planProof(alert, config.channels, deps.routing, now)
    await store.transaction((tx) => tx.saveAlerts([planned], now))
    done = key
    return [alert]
  }
}

/** The last Monday, 09:00 in the zone, at or before `now` (epoch ms). */
export function proofDueAt(now: number, timezone: string): number {
  const hours = parseHours(`Mo 09:00-09:01 ${timezone}`)
  const earlier = nextWithin(hours, now - 8 * DAY)
  const later = nextWithin(hours, earlier + DAY)
  return later <= now ? later : earlier
}

/** One per week: the day of its Monday names it, also after a restart. */
function proofKey({ location, timezone }: Pick<Config, 'location' | 'timezone'>, dueAt: number): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(dueAt)
  return `proof:${location}:${day}`
}

async function measuredBefore(store: Store, dueAt: number): Promise<boolean> {
  const { oldestRunAt } = await store.health({ from: dueAt, to: dueAt + 1 })
  return oldestRunAt !== undefined && oldestRunAt < dueAt
}

async function isMuted({ store, config }: WeeklyProofDeps, now: number): Promise<boolean> {
  const windows = [...config.maintenance, ...(await store.quietWindows(now))]
  return windows.some(
    ({ from, to, target, surface }) => from <= now && now < to && target === undefined && surface === undefined,
  )
}

async function composeProof(
  deps: WeeklyProofDeps,
  week: {
    readonly incidents: readonly IncidentRecord[]
    readonly dueAt: number
    readonly key: string
    readonly now: number
  },
): Promise<Alert> {
  const { store, config } = deps
  const { now, key } = week
  const alert = proofAlert({
    ...{ now, location: config.location, timezone: config.timezone },
    links: defined({ dashboardUrl: deps.dashboardUrl }),
    targets: await provenTargets(deps, week.incidents, now),
  })
  const [backlogs, reach] = await Promise.all([store.channelBacklogs(now), store.channelReach()])
  const lines = [...channelLines(config, { backlogs, reach }, now), ...lateLines(config, week)]
  return { ...alert, key, lines: [...alert.lines.slice(0, -1), ...lines, ...alert.lines.slice(-1)] }
}

async function provenTargets(
  { store, targets }: WeeklyProofDeps,
  incidents: readonly IncidentRecord[],
  now: number,
): Promise<readonly ProvenTarget[]> {
  const surfaces = (await store.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)
  const outcomes = await store.outcomes({ from: now - WEEK, to: now, bucketMs: WEEK })
  return targets.map(({ name }) => {
    const ofTarget = incidents.filter(({ target }) => target === name)
    const newest = ofTarget.toSorted((a, b) => b.impactAt - a.impactAt)[0]
    const totals = outcomes.filter(({ target }) => target === name).map(({ total }) => total)
    return {
      name,
      surfaces: surfaces.filter(({ target }) => target === name),
      runs: totals.reduce((sum, { passed, slow, failed, error }) => sum + passed + slow + failed + error, 0),
      incidents: ofTarget.filter(({ resolvedAt = now }) => resolvedAt > now - WEEK).length,
      ...(newest ? { lastIncident: newest } : {}),
    }
  })
}

/** The channels that do not deliver: the other channels carry this news. */
function channelLines(
  { channels, timezone }: Pick<Config, 'channels' | 'timezone'>,
  { backlogs, reach }: { readonly backlogs: readonly ChannelBacklog[]; readonly reach: readonly ChannelReach[] },
  now: number,
): readonly string[] {
  return channels.flatMap(({ name, kind }) => {
    const refusal = backlogs.find(({ channel }) => channel === name)?.refusal
    if (refusal) {
      return [
        `Channel ${name} refuses alerts since ${timeAndDay(refusal.since, timezone)}: ${oneLine(refusal.reason, 200)}.`,
      ]
    }
    const last = reach.find(({ channel }) => channel === name)?.accepted
    // PagerDuty gets no proof, so it may be silent for longer.
    if (kind === 'pagerduty' || last === undefined || now - last < SILENT_CHANNEL_MS) return []
    return [`Channel ${name} delivered nothing since ${timeAndDay(last, timezone)}: try it with doorwatch alerts test.`]
  })
}

/** Why it comes later than on Monday at 09:00, where an incident was open then or still is. */
function lateLines(
  { timezone }: Pick<Config, 'timezone'>,
  {
    incidents,
    dueAt,
    now,
  }: { readonly incidents: readonly IncidentRecord[]; readonly dueAt: number; readonly now: number },
): readonly string[] {
  if (now - dueAt < 10 * MINUTE) return []
  const open = incidents.filter(
    ({ openedAt, resolvedAt = now }) => openedAt < dueAt + LONGEST_WAIT_MS && resolvedAt > dueAt,
  )
  const waitedFor = open.find(({ resolvedAt }) => resolvedAt === undefined) ?? open[0]
  if (!waitedFor) return []
  const still = waitedFor.resolvedAt === undefined ? ', which is still open' : ''
  return [`It was due at ${timeAndDay(dueAt, timezone)} and waited for the end of ${waitedFor.name}${still}.`]
}
