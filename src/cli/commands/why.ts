import { type PolicyFor, policiesUnder } from '../../app/worker/policies.ts'
import { surveyRuns } from '../../backtest/index.ts'
import type { Config } from '../../config/index.ts'
import {
  type CurrentState,
  DAY,
  HOUR,
  MonitorError,
  PEOPLE_WINDOW_MS,
  type PeopleWitness,
  peopleBySurface,
  type QuietWindow,
  readCurrentStates,
  reportedText,
  type State,
  surfaceId,
  timeAndDay,
} from '../../core/index.ts'
import { type JudgedRun, memoryAt, type Policy, whyIncident, whyNetwork, whyState } from '../../judge/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { unknownName } from '../process/unknown-name.ts'
import { channelNews, channelNewsJson, channelNewsText } from '../readings/incident-deliveries.ts'
import { linesInZone } from '../readings/lines-in-zone.ts'
import { pastTime } from '../readings/moment.ts'
import { peopleJson } from '../readings/people.ts'
import { openReader } from '../readings/reader.ts'
import { connectionJson, failedConnections } from '../readings/why-network.ts'

interface WhyOptions {
  readonly config?: string
  readonly at?: string
  readonly json?: boolean
}

/** Runs this long before the requested time are judged again, ms: enough to learn the baseline. */
const LOOK_BACK_MS = 7 * DAY
const INCIDENTS_SINCE_MS = 400 * DAY
/** Failed connections with their votes, and reports of people, are shown this long before the requested time, ms. */
const BEFORE_MS = HOUR

/** `doorwatch why`: the evidence for an incident, or for the state of a surface, also when there was no alert. */
export async function why(context: Context, subject: string, options: WhyOptions): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const now = clock.now()
  const at = options.at === undefined ? undefined : pastTime(options.at, now)
  const store = await openReader(config, clock)
  try {
    const answer = await answerWhy(store, config, { subject, at, now })
    context.stdout.write(
      options.json
        ? `${JSON.stringify({ subject, ...answer }, null, 2)}\n`
        : `${linesInZone(answer.lines, at ?? now, config.timezone).join('\n')}\n`,
    )
  } finally {
    await store.close()
  }
}

/** The evidence for an incident or a surface, at `now` or at an earlier time `at` (epoch ms). */
export async function answerWhy(
  store: StoreReader,
  config: Pick<Config, 'falseAlarmDays' | 'sandbox' | 'maintenance'>,
  query: { readonly subject: string; readonly at: number | undefined; readonly now: number },
): Promise<Answer> {
  const { subject, at, now } = query
  const { maintenance } = config
  const policyFor = policiesUnder(config, [...maintenance, ...(await store.quietWindows(0))])
  return (
    (await incidentAnswer(store, subject, { at, now })) ??
    surfaceAnswer(store, subject, { policyFor, maintenance, at, now })
  )
}

interface Answer {
  readonly lines: readonly string[]
  /** The surfaces of the answer with their current state; absent for an earlier time. */
  readonly states?: readonly { readonly target: string; readonly surface: string; readonly state: State }[]
  /** Failed connections, newest first, each with the votes of the controls. */
  readonly connections: readonly object[]
  /** What people reported of the surfaces, within the incident or the hour before. */
  readonly people: readonly object[]
  /** Of an incident: the newest alert that each channel has of it. */
  readonly deliveries?: readonly object[]
}

async function incidentAnswer(
  store: StoreReader,
  name: string,
  { at, now }: { readonly at: number | undefined; readonly now: number },
): Promise<Answer | undefined> {
  const incidents = await store.incidents({ from: now - INCIDENTS_SINCE_MS, to: now + 1 })
  const incident = incidents.find((candidate) => candidate.name === name)
  if (!incident) return undefined
  if (at !== undefined) {
    throw new MonitorError('usage', `--at does not apply to an incident, and ${name} is one`, {
      hint: `Leave --at out, or name a surface: doorwatch why ${incident.surfaces[0]?.surface ?? 'login'} --at …`,
    })
  }
  const range = { from: incident.impactAt, to: (incident.resolvedAt ?? now) + 1, target: incident.target }
  const surfaces = incident.surfaces.map(({ surface }) => surface)
  const failed = await failedConnections(store, { ...range, surfaces })
  const news = await channelNews(store, name)
  const people = peopleBySurface(await store.reports({ ...range, from: range.from - PEOPLE_WINDOW_MS }))
  const lines = [
    ...whyIncident(incident, await store.transitions(range)),
    ...whyNetwork(failed),
    ...people.map(reportedLine),
    ...news.map((delivery) => channelNewsText(delivery, { now, time: timeAndDay })),
  ]
  return {
    ...{ lines, connections: failed.map(connectionJson), people: people.map(peopleJson) },
    deliveries: news.map(channelNewsJson),
  }
}

async function surfaceAnswer(
  store: StoreReader,
  name: string,
  query: {
    readonly policyFor: PolicyFor
    readonly maintenance: readonly QuietWindow[]
    readonly at: number | undefined
    readonly now: number
  },
): Promise<Answer> {
  const { at, now, maintenance } = query
  const all = await readCurrentStates(store, { now, maintenance })
  const chosen = all.filter((state) => state.surface === name || surfaceId(state) === name)
  if (chosen.length === 0) throw await unknownSubject(store, name, all, now)
  const lines: string[] = []
  const connections: object[] = []
  const people: object[] = []
  for (const current of chosen) {
    const { target, surface } = current
    const policy = query.policyFor(target)
    if (at === undefined) lines.push(...(await whyNow(store, current, policy, now)))
    else lines.push(...whyState(await memoryThen(store, target, policy, at), surface, policy, at))
    const to = at ?? now
    const hour = { from: to - BEFORE_MS, to: to + 1 }
    const failed = await failedConnections(store, { ...hour, target, surfaces: [surface] })
    const reported = peopleBySurface(await store.reports({ ...hour, target })).filter(
      (report) => report.surface === surfaceId(current),
    )
    lines.push(...whyNetwork(failed), ...reported.map(reportedLine))
    connections.push(...failed.map(connectionJson))
    people.push(...reported.map(peopleJson))
  }
  const answer = { lines, connections, people }
  if (at !== undefined) return answer
  return { ...answer, states: chosen.map(({ target, surface, state }) => ({ target, surface, state })) }
}

/** The state is decided by probes alone. */
function reportedLine(people: PeopleWitness): string {
  return `${reportedText(people)}. Reports of people decide no state.`
}

async function whyNow(store: StoreReader, current: CurrentState, policy: Policy, now: number) {
  const { memory, unreadable } = await store.judgeMemory(current.target)
  const lost = unreadable.map((cause) => `Part of the judge's memory of ${current.target} cannot be read: ${cause}.`)
  return [...whyState(memory, current.surface, policy, now, current), ...lost]
}

/** The judge's memory at an earlier time, from the stored runs before it. */
async function memoryThen(store: StoreReader, target: string, policy: Policy, at: number) {
  const stored = await store.runs({ from: at - LOOK_BACK_MS, to: at + 1, target, limit: Number.MAX_SAFE_INTEGER })
  const runs: readonly JudgedRun[] = stored.toReversed()
  const judged = surveyRuns(runs).targets.find(({ name }) => name === target)
  if (!judged) {
    throw new MonitorError('history', `there is no run of ${target} in the week before ${new Date(at).toISOString()}`, {
      hint: 'Single runs are kept for 30 days (retention.runs). Give a time at which the worker was running.',
    })
  }
  return memoryAt(judged, runs, policy, at)
}

async function unknownSubject(
  store: StoreReader,
  name: string,
  surfaces: readonly { readonly target: string; readonly surface: string }[],
  now: number,
): Promise<MonitorError> {
  const incidents = await store.incidents({ from: now - 30 * DAY, to: now + 1 })
  const names = [...surfaces.flatMap((ref) => [ref.surface, surfaceId(ref)]), ...incidents.map(({ name }) => name)]
  return unknownName('incident or surface', name, names)
}
