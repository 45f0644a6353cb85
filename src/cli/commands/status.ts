import {
  type CurrentState,
  defined,
  drillStanding,
  formatDuration,
  type IncidentRecord,
  isWorkerAlive,
  peopleText,
  type QuietWindow,
  type RunRecord,
  readCurrentStates,
  type State,
  stateText,
  surfaceId,
  timesInZone,
} from '../../core/index.ts'
import type { OutageCost } from '../../costs/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { standingJson, standingText } from '../drill/standing-text.ts'
import { type Context, configFor } from '../process/context.ts'
import { EXIT, type ExitCode } from '../process/exit-codes.ts'
import { unknownName } from '../process/unknown-name.ts'
import { backlogJson, backlogText } from '../readings/backlogs.ts'
import { costText, ownCostJson, readOpenCosts } from '../readings/costs.ts'
import { failedDeliveryJson, failedDeliveryText, readFailedDeliveries } from '../readings/deliveries.ts'
import { channelNews, channelNewsJson } from '../readings/incident-deliveries.ts'
import { acknowledgedText, incidentJson, openIncidents } from '../readings/incidents.ts'
import { monitorNotices, noticeJson, noticeText } from '../readings/monitor-notices.ts'
import { peopleJson, readPeople } from '../readings/people.ts'
import { openReader } from '../readings/reader.ts'
import { readSpentToday, spentJson, spentText } from '../readings/spend.ts'
import { type Paint, STATE_SIGN } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'
import { afterwardsJson, afterwardsText } from './afterwards.ts'

interface StatusLine extends CurrentState {
  readonly lastRun?: { readonly at: number; readonly outcome: string; readonly durationMs: number }
}

/** `doorwatch status`: answers "is login up?" from the database, as text or JSON and by its exit code. */
export async function status(
  context: Context,
  wanted: readonly string[],
  options: { readonly config?: string; readonly json?: boolean },
): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const store = await openReader(config, clock)
  try {
    const now = clock.now()
    const heartbeatAt = await store.lastHeartbeat()
    const lines = await readLines(store, { wanted, now, maintenance: config.maintenance })
    const spent = await readSpentToday(store, config, new Set(lines.map(({ target }) => target)), now)
    const failed = await readFailedDeliveries(store, now)
    const notices = monitorNotices(config, now, store.source)
    const backlogs = await store.channelBacklogs(now)
    const incidents = await openIncidents(store, now)
    const drill = config.plan.workflows.length > 0 ? drillStanding(await store.drills(), now) : undefined
    const afterwards = await store.afterwards()
    const costs = await readOpenCosts(store, config, incidents, now)
    const people = await readPeople(store, wanted.length > 0 ? lines.map(surfaceId) : undefined, now)
    // A channel that refuses alerts has a line of its own with the reason.
    const unexplained = failed.filter(
      ({ channel }) => !backlogs.some((backlog) => backlog.channel === channel && backlog.refusal),
    )
    const notes = [
      ...incidents
        .filter(({ acknowledgement }) => acknowledgement)
        .map((incident) => acknowledgedText(incident, now, config.timezone)),
      ...costs.map(costText),
      ...people.map((report) => `${peopleText(report, config.timezone)}.\n`),
      afterwardsText(afterwards),
      ...spent.map(spentText),
      ...unexplained.map((delivery) => failedDeliveryText(delivery, config.timezone)),
      ...backlogs.map((backlog) => backlogText(backlog, now, config.timezone)),
      ...(drill?.stale ? [standingText(drill)] : []),
    ].join('')
    context.stdout.write(
      options.json
        ? json(lines, heartbeatAt, {
            incidents: await Promise.all(incidents.map((incident) => incidentWithNews(store, incident, costs))),
            ours: costs.filter(({ ours }) => ours).map(ownCostJson),
            afterwards: afterwards.map(afterwardsJson),
            people: people.map(peopleJson),
            spend: spent.map(spentJson),
            undelivered: failed.map(failedDeliveryJson),
            backlogs: backlogs.map(backlogJson),
            drill: drill ? standingJson(drill) : null,
            notices: notices.map(noticeJson),
          })
        : `${notices.map(noticeText).join('')}${text(lines, { heartbeatAt, now, timezone: config.timezone }, context.paint)}${notes}`,
    )
    const isStale = store.source === 'database' && notices.some(({ kind }) => kind === 'storage')
    process.exitCode = isStale ? staleExitCode(lines) : exitCodeOf(lines)
  } finally {
    await store.close()
  }
}

/** An open incident with the newest alert that each channel has of it. */
async function incidentWithNews(store: StoreReader, incident: IncidentRecord, costs: readonly OutageCost[]) {
  const news = await channelNews(store, incident.name)
  const cost = costs.find(({ subject }) => subject === incident.name)
  return { ...incidentJson(incident, cost), deliveries: news.map(channelNewsJson) }
}

/** The lines of `status` at `now` (epoch ms). @throws MonitorError `unknown_name` for a surface that does not exist */
export async function readLines(
  store: Pick<StoreReader, 'surfaces' | 'lastRuns' | 'watched' | 'lastHeartbeat' | 'quietWindows'>,
  asked: {
    readonly wanted: readonly string[]
    readonly now: number
    readonly maintenance: readonly QuietWindow[]
  },
): Promise<readonly StatusLine[]> {
  const states = select(await readCurrentStates(store, asked), asked.wanted)
  const runs = await store.lastRuns()
  return states.map((state) => {
    const run = newest(runs.filter((record) => surfaceId(record) === surfaceId(state)))
    return run ? { ...state, lastRun: { at: run.startedAt, outcome: run.outcome, durationMs: run.durationMs } } : state
  })
}

function newest(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs.toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

function select(states: readonly CurrentState[], wanted: readonly string[]): readonly CurrentState[] {
  const names = states.flatMap((state) => [state.surface, surfaceId(state)])
  for (const name of wanted) if (!names.includes(name)) throw unknownName('surface', name, names)
  if (wanted.length === 0) return states
  return states.filter((state) => wanted.includes(state.surface) || wanted.includes(surfaceId(state)))
}

/** A retired surface does not count, unless only retired ones are listed. */
function exitCodeOf(lines: readonly StatusLine[]): ExitCode {
  const watched = lines.filter(({ basis }) => basis !== 'retired')
  const states = new Set<State>(watched.map(({ state }) => state))
  if (states.has('down') || states.has('degraded')) return EXIT.failing
  return watched.length === 0 || states.has('unknown') ? EXIT.broken : EXIT.good
}

/** The states are from before the database became unwritable: an operational one proves nothing. */
function staleExitCode(lines: readonly StatusLine[]): ExitCode {
  return exitCodeOf(lines) === EXIT.failing ? EXIT.failing : EXIT.broken
}

function json(lines: readonly StatusLine[], heartbeatAt: number | undefined, more: object): string {
  const iso = (at: number) => new Date(at).toISOString()
  const quiet = (window: CurrentState['mute']) => window && { ...window, until: iso(window.until) }
  const surfaces = lines.map(({ since, maintenance, mute, lastRun, ...state }) => ({
    ...state,
    since: iso(since),
    retired: state.basis === 'retired',
    ...defined({
      maintenance: maintenance && quiet(maintenance),
      mute: mute && quiet(mute),
      lastRun: lastRun && { ...lastRun, at: iso(lastRun.at) },
    }),
  }))
  const workerHeardAt = heartbeatAt === undefined ? null : iso(heartbeatAt)
  return `${JSON.stringify({ workerHeardAt, surfaces, ...more }, null, 2)}\n`
}

function text(
  lines: readonly StatusLine[],
  {
    heartbeatAt,
    now,
    timezone,
  }: { readonly heartbeatAt: number | undefined; readonly now: number; readonly timezone: string },
  paint: Paint,
): string {
  if (lines.length === 0) {
    const next = isWorkerAlive(heartbeatAt, now) ? 'The worker is starting.' : 'Start the worker with: doorwatch start'
    return `Nothing has been measured yet. ${next}\n`
  }
  const rows = lines.map((line) => {
    const [sign, style] = STATE_SIGN[line.state]
    const last = line.lastRun
      ? `${line.lastRun.outcome} ${formatDuration(Math.max(0, now - line.lastRun.at))} ago`
      : 'no run yet'
    return [
      paint(style, sign),
      surfaceId(line),
      paint(style, stateText(line, timezone)),
      `for ${formatDuration(Math.max(0, now - line.since))}`,
      last,
      line.state === 'operational' ? '' : timesInZone(line.reason ?? '', now, timezone),
    ]
  })
  const since = heartbeatAt === undefined ? '' : ` (last heartbeat ${formatDuration(now - heartbeatAt)} ago)`
  const notice = isWorkerAlive(heartbeatAt, now)
    ? ''
    : `No worker is running${since}: nothing is measured now. Start one with: doorwatch start\n`
  return `${notice}${table(rows)}\n`
}
