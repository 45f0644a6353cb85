import { join, resolve } from 'node:path'
import {
  type AlertRoute,
  defined,
  inZone,
  machineTimezone,
  type ProxySettings,
  proxyFor,
  type QuietWindow,
  Secret,
  type Target,
} from '../core/index.ts'
import type { CadenceOverride, Config, Parsed } from './config.ts'
import { dashboardSettings } from './dashboard.ts'
import type { Settings } from './environment.ts'
import { allChannels } from './environment-channels.ts'
import { namesIn } from './names.ts'
import type { StateFolder } from './state-folder.ts'
import { workflowOf } from './workflow-schema.ts'

const MEGABYTE = 1_024 * 1_024

/** The configuration from file and environment: every key in its final unit, the whole frozen. */
export function assemble(from: {
  readonly parsed: Parsed
  readonly settings: Settings
  readonly passedOn: Config['passedOn']
  readonly proxy: Config['proxy']
  readonly root: string
  readonly state: StateFolder
  readonly probeFiles: readonly string[]
  readonly file?: string
}): Config {
  const { parsed, settings, root, state } = from
  const port = settings.DOORWATCH_PORT ?? parsed.dashboard.port
  const timezone = parsed.timezone ?? machineTimezone()
  return deepFreeze({
    ...defined({ file: from.file }),
    root,
    stateDir: state.folder,
    ...defined({ stateInsteadOf: state.insteadOf }),
    // The history never moves to a temporary folder: where its place cannot be written, the start fails and says so.
    database: resolve(
      root,
      settings.DOORWATCH_DB ?? parsed.database ?? join(state.insteadOf ?? state.folder, 'doorwatch.sqlite'),
    ),
    location: settings.DOORWATCH_LOCATION ?? parsed.location,
    timezone,
    sandbox: parsed.sandbox === undefined ? parsed.targets.length === 0 : parsed.sandbox !== false,
    ...optionalSettings(parsed, settings),
    targets: (parsed.targets.map(targetOf) as readonly Target[]).map((target) => withMailProxy(target, from.proxy)),
    probeFiles: from.probeFiles,
    passedOn: from.passedOn,
    proxy: from.proxy,
    cadences: cadencesOf(parsed),
    names: namesIn(parsed),
    confirmAfterMs: parsed.confirmAfter,
    falseAlarmDays: parsed.falseAlarmDays,
    channels: allChannels(settings, parsed.alerts.channels),
    routes: parsed.alerts.routes.map((route) => routeOf(route, timezone)),
    reminderEveryMs: parsed.alerts.reminderEvery,
    weeklyProof: parsed.alerts.weeklyProof,
    runbooks: parsed.alerts.runbooks,
    objectives: objectivesOf(parsed.objectives),
    maintenance: parsed.maintenance.map(maintenanceOf),
    plan: {
      workflows: parsed.workflows.map(workflowOf),
      shares: Object.entries(parsed.shares).map(([name, by]) => ({ name, by })),
    },
    dashboard: dashboardSettings({ ...parsed.dashboard, port }),
    ...defined({ traces: parsed.traces }),
    retention: retentionOf(parsed.retention),
  })
}

/** What has no default: it is absent where neither file nor environment sets it. An empty variable sets nothing. */
function optionalSettings(
  { browser, sandbox, alerts: { deadMan } }: Parsed,
  { DOORWATCH_BROWSER, DOORWATCH_KEY }: Settings,
): Pick<Config, 'browser' | 'sessionKey' | 'sandboxBudget' | 'deadMan'> {
  return defined({
    browser: DOORWATCH_BROWSER ?? browser,
    sessionKey: DOORWATCH_KEY === undefined ? undefined : new Secret('DOORWATCH_KEY', DOORWATCH_KEY),
    sandboxBudget: typeof sandbox === 'object' ? sandbox.budget : undefined,
    deadMan: deadMan && { url: deadMan.url, everyMs: deadMan.every },
  })
}

/** Mailboxes are reached through ALL_PROXY only: HTTP_PROXY and HTTPS_PROXY are for web addresses. */
function withMailProxy(target: Target, proxy: ProxySettings): Target {
  const strategy = target.login?.strategy
  if (!target.login || !strategy || !('mailbox' in strategy) || !proxy.all) return target
  if (!proxyFor(new URL(strategy.mailbox.url), proxy)) return target
  const mailbox = { ...strategy.mailbox, proxy: proxy.all }
  return { ...target, login: { ...target.login, strategy: { ...strategy, mailbox } } }
}

function targetOf({ schedule: _schedule, ...target }: Parsed['targets'][number]) {
  return { ...target, title: target.title ?? target.name }
}

function objectivesOf({ availability, windowDays, surfaces }: Parsed['objectives']): Config['objectives'] {
  const bySurface = Object.entries(surfaces).map(([name, objective]) => [
    name,
    defined({ availability: objective.availability, latencyMs: objective.latency }),
  ])
  return { availability, windowDays, surfaces: Object.fromEntries(bySurface) }
}

function retentionOf(input: Parsed['retention']): Config['retention'] {
  const { runs, hours, artifacts, artifactMegabytes, incidentMegabytes } = input
  const evidence = {
    ageMs: artifacts,
    bytes: artifactMegabytes * MEGABYTE,
    incidentBytes: incidentMegabytes * MEGABYTE,
  }
  return { runsMs: runs, hoursMs: hours, evidence }
}

function maintenanceOf({ from, to, target, surface, reason }: Parsed['maintenance'][number]): QuietWindow {
  return { kind: 'maintenance', from, to, ...defined({ target, surface, reason }) }
}

function routeOf({ hold, ifNotAcked, ...route }: Parsed['alerts']['routes'][number], timezone: string): AlertRoute {
  return {
    ...defined(route),
    to: route.to,
    ...defined({
      hold: hold && { outside: inZone(hold.outside, timezone) },
      ifNotAcked: ifNotAcked && { afterMs: ifNotAcked.after, to: ifNotAcked.to },
    }),
  }
}

/**
 * The cadence overrides by probe name and probe id. From weakest to strongest: `schedule` of a target, then the top-level
 * schedule for all probes of a target (`claude/*`), for a probe's name (`chat`), for a probe's id (`claude/chat`).
 */
function cadencesOf({ targets, schedule }: Parsed): Readonly<Record<string, CadenceOverride>> {
  const ofTargets = targets.flatMap((target) =>
    Object.entries(target.schedule).map(([probe, entry]) => {
      const id = `${target.name}/${probe}`
      return [id, cadenceOf({ ...entry, ...schedule[`${target.name}/*`], ...schedule[probe], ...schedule[id] })]
    }),
  )
  return {
    ...Object.fromEntries(Object.entries(schedule).map(([name, entry]) => [name, cadenceOf(entry)])),
    ...Object.fromEntries(ofTargets),
  }
}

function cadenceOf({ every, timeout, off }: Parsed['schedule'][string]): CadenceOverride {
  return defined({ everyMs: every, timeoutMs: timeout, off })
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Secret || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
