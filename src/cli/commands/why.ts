import { type PolicyFor, policiesUnder } from '../../app/worker/policies.ts'
import { surveyRuns } from '../../backtest/index.ts'
import type { Config } from '../../config/index.ts'
import {
  DAY,
  HOUR,
  MonitorError,
  nearest,
  parseDuration,
  parseTime,
  type QuietWindow,
  readCurrentStates,
  type State,
  surfaceId,
} from '../../core/index.ts'
import { type JudgedRun, memoryAt, type Policy, whyIncident, whyNetwork, whyState } from '../../judge/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { openReader } from '../readings/reader.ts'
import { connectionJson, failedConnections } from '../readings/why-network.ts'

export interface WhyOptions {
  readonly config?: string
  readonly at?: string
  readonly json?: boolean
}

/** Runs before the time asked about that are judged again; enough to know what was usual. */
const LOOK_BACK_MS = 7 * DAY
const INCIDENTS_SINCE_MS = 400 * DAY
/** Failed connections this long before the time asked about are shown with their votes. */
const CONNECTIONS_MS = HOUR

/** `doorwatch why`: the reasons for an incident, or for what a surface was held for, also when nothing was said. */
export async function why(context: Context, subject: string, options: WhyOptions): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const now = clock.now()
  const at = options.at === undefined ? undefined : timeOf(options.at, now)
  const store = await openReader(config)
  try {
    const answer = await answerWhy(store, config, { subject, at, now })
    context.stdout.write(
      options.json ? `${JSON.stringify({ subject, ...answer }, null, 2)}\n` : `${answer.lines.join('\n')}\n`,
    )
  } finally {
    await store.close()
  }
}

/** What `why` answers about an incident or a surface, at `now` or about a time before it (epoch ms). */
export async function answerWhy(
  store: StoreReader,
  config: Pick<Config, 'falseAlarmDays' | 'sandbox' | 'maintenance'>,
  asked: { readonly subject: string; readonly at: number | undefined; readonly now: number },
): Promise<Answer> {
  const { subject, at, now } = asked
  const { maintenance } = config
  const policyFor = policiesUnder(config, [...maintenance, ...(await store.quietWindows(0))])
  return (
    (await incidentAnswer(store, subject, { at, now })) ??
    surfaceAnswer(store, subject, { policyFor, maintenance, at, now })
  )
}

interface Answer {
  readonly lines: readonly string[]
  /** The surfaces that were asked about, and their state at this moment. */
  readonly states?: readonly { readonly target: string; readonly surface: string; readonly state: State }[]
  /** Failed connections, newest first: who voted on whose fault they were. */
  readonly connections: readonly object[]
}

async function incidentAnswer(
  store: StoreReader,
  name: string,
  { at, now }: { readonly at: number | undefined; readonly now: number },
): Promise<Answer | undefined> {
  const incidents = await store.incidents({ from: now - INCIDENTS_SINCE_MS, to: now + 1 })
  const incident = incidents.find((one) => one.name === name)
  if (!incident) return undefined
  if (at !== undefined) {
    throw new MonitorError('usage', `${name} is an incident, which is told as a whole`, {
      hint: `Leave --at out, or ask about a surface: doorwatch why ${incident.surfaces[0]?.surface ?? 'login'} --at …`,
    })
  }
  const range = { from: incident.impactAt, to: (incident.resolvedAt ?? now) + 1, target: incident.target }
  const surfaces = incident.surfaces.map(({ surface }) => surface)
  const failed = await failedConnections(store, { ...range, surfaces })
  const lines = [...whyIncident(incident, await store.transitions(range)), ...whyNetwork(failed)]
  return { lines, connections: failed.map(connectionJson) }
}

async function surfaceAnswer(
  store: StoreReader,
  name: string,
  asked: {
    readonly policyFor: PolicyFor
    readonly maintenance: readonly QuietWindow[]
    readonly at: number | undefined
    readonly now: number
  },
): Promise<Answer> {
  const { at, now, maintenance } = asked
  const all = await readCurrentStates(store, { now, maintenance })
  const chosen = all.filter((one) => one.surface === name || surfaceId(one) === name)
  if (chosen.length === 0) throw await nothingNamed(store, name, all, now)
  const lines: string[] = []
  const connections: object[] = []
  for (const current of chosen) {
    const { target, surface } = current
    const policy = asked.policyFor(target)
    if (at === undefined) lines.push(...whyState(await memoryNow(store, target), surface, policy, now, current))
    else lines.push(...whyState(await memoryThen(store, target, policy, at), surface, policy, at))
    const to = at ?? now
    const hour = { from: to - CONNECTIONS_MS, to: to + 1 }
    const failed = await failedConnections(store, { ...hour, target, surfaces: [surface] })
    lines.push(...whyNetwork(failed))
    connections.push(...failed.map(connectionJson))
  }
  if (at !== undefined) return { lines, connections }
  return { lines, connections, states: chosen.map(({ target, surface, state }) => ({ target, surface, state })) }
}

function memoryNow(store: StoreReader, target: string) {
  return store.judgeMemory(target)
}

/** What the judge knew at a time, from the stored runs before it. */
async function memoryThen(store: StoreReader, target: string, policy: Policy, at: number) {
  const stored = await store.runs({ from: at - LOOK_BACK_MS, to: at + 1, target, limit: Number.MAX_SAFE_INTEGER })
  const runs: readonly JudgedRun[] = stored.toReversed()
  const judged = surveyRuns(runs).targets.find((one) => one.name === target)
  if (!judged) {
    throw new MonitorError('history', `there is no run of ${target} in the week before ${new Date(at).toISOString()}`, {
      hint: 'Runs are kept for 30 days; ask about a time in which the worker was measuring.',
    })
  }
  return memoryAt(judged, runs, policy, at)
}

async function nothingNamed(
  store: StoreReader,
  name: string,
  surfaces: readonly { readonly target: string; readonly surface: string }[],
  now: number,
): Promise<MonitorError> {
  const incidents = await store.incidents({ from: now - 30 * DAY, to: now + 1 })
  const known = [...surfaces.flatMap((one) => [one.surface, surfaceId(one)]), ...incidents.map((one) => one.name)]
  const meant = nearest(name, known)
  return new MonitorError('unknown_name', `there is no incident or surface "${name}"`, {
    hint: meant ? `Did you mean "${meant}"?` : `Known: ${[...new Set(known)].join(', ') || 'nothing yet'}.`,
  })
}

/** A time (see parseTime), or a span ago ('15m'). */
function timeOf(text: string, now: number): number {
  const at = parseTime(text) ?? (/^[\d.]+[a-z]/.test(text) ? now - parseDuration(text) : undefined)
  if (at === undefined) {
    throw new MonitorError('usage', `"${text}" is not a time`, {
      hint: 'Write 2026-03-02T11:30:00Z, or how long ago: 15m.',
    })
  }
  if (at <= now) return at
  throw new MonitorError('usage', `${new Date(at).toISOString()} is in the future`, {
    hint: `Ask about a time up to now, ${new Date(now).toISOString().slice(0, 19)}Z; one without a zone is read as UTC.`,
  })
}
