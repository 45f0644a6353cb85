import {
  type CurrentState,
  clockTime,
  currentState,
  defined,
  formatDuration,
  type IncidentRecord,
  MINUTE,
  plural,
  SECOND,
  type Transition,
  timeAndDay,
  wholePercent,
} from '../core/index.ts'
import { baselineBeforeHour, baselineRuns, EMPTY_BASELINE } from './baseline.ts'
import { recoveryNeeded, recoveryPerPass, shareOfBad } from './episode.ts'
import { BAD_WORDS, neededWords, oneIn } from './evidence.ts'
import { judge, judgeTime } from './judge.ts'
import type { JudgedRun } from './judged-run.ts'
import { emptyMemory, isOpen, type JudgedTarget, surfaceIn, type TargetMemory, watchIn } from './memory.ts'
import type { Policy } from './policy.ts'
import { pooledEvidence } from './pooled.ts'
import { evidenceWords } from './pooled-words.ts'
import { suspected, thresholdsOf } from './surface.ts'
import { surroundings } from './surroundings.ts'

/** @returns Why a surface changed its state, line by line: the change, its reasons, and the runs used as evidence. */
export function whyTransition(transition: Transition): readonly string[] {
  const { surface, from, to, at, since, evidence } = transition
  const began = at - since > 1_000 ? `, began ${formatDuration(at - since)} before` : ''
  return [
    `${timeAndDay(at)}: ${surface} went from ${from} to ${to}${began}.`,
    ...evidence.reasons.map((reason) => `  ${reason}`),
    ...evidence.runs.map((run) => {
      const what = run.message ? `${run.outcome} (${run.message})` : run.outcome
      return `  ${clockTime(run.at)}  ${run.probe} from ${run.location}, ${run.trigger}: ${what}`
    }),
  ]
}

/**
 * @param transitions those of its target
 * @returns Why an incident opened, what happened in it and why it ended, line by line
 */
export function whyIncident(incident: IncidentRecord, transitions: readonly Transition[]): readonly string[] {
  const names = new Set(incident.surfaces.map(({ surface }) => surface))
  const to = incident.resolvedAt ?? Number.POSITIVE_INFINITY
  const ofIncident = transitions.filter(
    ({ target, surface, at }) =>
      target === incident.target && names.has(surface) && at >= incident.openedAt && at <= to,
  )
  const delayMs = incident.openedAt - incident.impactAt
  const end = endOf(incident)
  return [
    `${incident.name}: opened at ${timeAndDay(incident.openedAt)}, ${formatDuration(Math.max(0, delayMs))} after the first bad run. ${end}`,
    ...(incident.scope ? [`Scope: ${incident.scope}.`] : []),
    ...incident.timeline
      .filter((entry) => entry.kind === 'reopened')
      .map((entry) => `Reopened at ${timeAndDay(entry.at)}: ${entry.text}, so it is the same incident.`),
    ...incident.timeline
      .filter((entry) => entry.kind === 'acknowledged')
      .map(({ at, text }) => `${timeAndDay(at)}: ${text.replace(/\.$/, '')}.`),
    ...ofIncident.flatMap(whyTransition),
  ]
}

function endOf({ resolvedAt, closed }: IncidentRecord): string {
  if (resolvedAt === undefined) return 'It is open.'
  return closed === undefined
    ? `It was resolved at ${timeAndDay(resolvedAt)}.`
    : `It was closed at ${timeAndDay(resolvedAt)}, ${closed}.`
}

/**
 * @param now epoch ms
 * @param current the current state of the surface; default the state in the memory, for questions about the past
 * @returns Why a surface has its state and why no more was declared: suspicions, their evidence and thresholds, and runs that do
 * not count against the provider
 */
export function whyState(
  memory: TargetMemory,
  surface: string,
  policy: Policy,
  now: number,
  current = stateIn(memory, surface, policy, now),
): readonly string[] {
  return [...stateLines(current), ...(current.basis === 'retired' ? [] : whyJudged(memory, surface, policy))]
}

function stateLines(current: CurrentState): readonly string[] {
  const { surface, measured, basis, since, reason, believed, maintenance, mute } = current
  const state = basis === 'retired' ? 'retired' : measured
  const from = since > 0 ? ` since ${timeAndDay(since)}` : ''
  const why = reason ? ` ${reason}` : ''
  return [
    maintenance
      ? `${surface} is ${state}, under maintenance${from} until ${timeAndDay(maintenance.until)}: until then no alert is sent and no incident opens.${why}`
      : `${surface} is ${state}${from}.${why}`,
    ...(believed ? [`The last measured state was ${believed}.`] : []),
    ...(mute ? [`Its alerts are muted until ${timeAndDay(mute.until)}: it is measured and judged as usual.`] : []),
  ]
}

function whyJudged(memory: TargetMemory, surface: string, policy: Policy): readonly string[] {
  return [
    ...whyNotCounted(memory, surface),
    ...whyEpisode(memory, surface),
    ...whySuspected(memory, surface, policy),
    ...whyPooled(memory, surface, policy),
    ...baselineWords(memory, surface),
  ]
}

/** @returns The state in a memory of the past, with the windows of that time. */
function stateIn(memory: TargetMemory, surface: string, policy: Policy, now: number): CurrentState {
  const target = memory.target.name
  const { state, measured, since, reason } = surfaceIn(memory, surface)
  return currentState({
    ...{ target, surface, now, windows: policy.quiet, heartbeatAt: now },
    stored: {
      ...{ target, surface, state, since },
      ...defined({ measured }),
      ...defined({ reason }),
    },
    // The judge has already applied its rule for silence, so it must not apply again.
    probes: [{ everyMs: Number.POSITIVE_INFINITY, lastEndedAt: now }],
  })
}

/** @returns Runs that do not count against the provider. */
function whyNotCounted(memory: TargetMemory, surface: string): readonly string[] {
  const { open, first } = memory.notices
  const notices = Object.values(open).filter((notice) => notice.surface === surface || notice.blame === 'network')
  const probes = new Set(memory.target.probes.flatMap((watched) => (watched.surface === surface ? watched.probe : [])))
  const waiting = Object.entries(first).filter(([probe]) => probes.has(probe))
  return [
    ...notices.map((notice) => `Not blamed on the provider: ${notice.text}.`),
    ...waiting.map(
      ([probe]) => `The last run of ${probe} could not measure; a confirm run checks whether it persists.`,
    ),
  ]
}

function whyEpisode(memory: TargetMemory, surface: string): readonly string[] {
  const { episode, declared, impactAt } = surfaceIn(memory, surface)
  if (!episode) return []
  const { now } = episode
  const missing = Math.max(0, recoveryNeeded(now) - now.recovery)
  return [
    `Trouble since ${timeAndDay(impactAt ?? 0)}: about ${wholePercent(shareOfBad(now))} of the runs are bad.`,
    ...(declared?.reasons ?? []).map((reason) => `  ${reason}`),
    `Recovery needs evidence ${recoveryNeeded(now).toFixed(1)} and has ${now.recovery.toFixed(1)}: about ${plural(Math.ceil(missing / recoveryPerPass(now)), 'more good run')}.`,
  ]
}

function whySuspected(memory: TargetMemory, name: string, policy: Policy): readonly string[] {
  const surface = surfaceIn(memory, name)
  if (surface.episode) return []
  const thresholdOf = thresholdsOf(surface, surroundings(memory, surface, memory.time.now), policy)
  const strongest = suspected(watchIn(memory, name).now)
    .map((suspicion) => ({ ...suspicion, threshold: thresholdOf(suspicion.share) }))
    .sort((a, b) => b.cusum.evidence / b.threshold - a.cusum.evidence / a.threshold)[0]
  if (!strongest) {
    const last = surface.recent.findLast((run) => run.outcome !== 'passed')
    const lastBad = last
      ? ` The last run that was not good: ${clockTime(last.at)}, ${last.message ?? last.outcome}.`
      : ''
    return [`Nothing is suspected.${lastBad}`]
  }
  const { cusum, kind, threshold } = strongest
  return [
    `Suspected, not certain: ${cusum.bad} of ${cusum.runs} runs since ${clockTime(cusum.from)} ${BAD_WORDS[kind]}.`,
    `Evidence ${cusum.evidence.toFixed(1)}, ${neededWords(threshold, policy)}: chance alone would do this more often.`,
  ]
}

/** @returns The evidence of the surfaces together, where this one contributes and no incident is open. */
function whyPooled(memory: TargetMemory, surface: string, policy: Policy): readonly string[] {
  if (isOpen(memory.incident)) return []
  const pooled = pooledEvidence(memory, policy, memory.time.now)
  if (pooled.surfaces.length < 2 || pooled.surfaces.every(({ name }) => name !== surface)) return []
  return [`${evidenceWords(pooled)}, needed ${pooled.threshold.toFixed(1)}.`]
}

/** With fewer runs the prior outweighs the data, so the baseline is called assumed. */
const LEAST_RUNS = 30

/** @returns The baseline before current failures; nothing where the reasons of the episode contain it. */
function baselineWords(memory: TargetMemory, surface: string): readonly string[] {
  const { streams, declared } = surfaceIn(memory, surface)
  if (declared?.numbers.usual_rate !== undefined) return []
  return Object.keys(streams).map((stream) => {
    const baseline = memory.streams.get(stream)?.baseline ?? EMPTY_BASELINE
    const { alone, next } = baselineBeforeHour(baseline, 'failed')
    const rates = `${oneIn(alone)} fails, ${oneIn(next)} right after another`
    const runs = Math.round(baselineRuns(baseline))
    if (runs >= LEAST_RUNS) return `Usual for ${stream}: ${rates}.`
    const sample = runs === 0 ? 'no run before this hour' : `only ${plural(runs, 'run')} before this hour`
    return `Usual for ${stream}: ${sample}, so the default applies: ${rates}.`
  })
}

/** The time between two ticks of the clock, ms. */
const TICK_MS = 10 * SECOND

/**
 * Rebuilds the memory of the past.
 * @param runs in any order
 * @param at epoch ms
 * @returns The memory from the runs that ended by `at`
 */
export function memoryAt(target: JudgedTarget, runs: Iterable<JudgedRun>, policy: Policy, at: number): TargetMemory {
  const endOf = ({ startedAt, durationMs }: JudgedRun) => startedAt + durationMs
  // They were judged as they ended: one that hangs began before others that are over.
  const judged = [...runs]
    .filter((run) => run.target === target.name && endOf(run) <= at)
    .toSorted((a, b) => endOf(a) - endOf(b))
  let memory = emptyMemory(target)
  for (const run of judged) memory = judge(memory, run, policy, endOf(run)).memory
  // Silence counts in active time: ticks until a silent probe has exceeded its limit.
  const last = memory.time.now
  const patienceMs = 2 * Math.max(MINUTE, ...target.probes.map((probe) => probe.everyMs)) + MINUTE
  for (let now = last + TICK_MS; now < Math.min(at, last + patienceMs); now += TICK_MS) {
    memory = judgeTime(memory, policy, now).memory
  }
  return judgeTime(memory, policy, at).memory
}
