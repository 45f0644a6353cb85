import {
  type CurrentState,
  clockTime,
  currentState,
  formatDuration,
  type IncidentRecord,
  type JudgeMemory,
  MINUTE,
  SECOND,
  type Transition,
} from '../core/index.ts'
import { runsKnown, usualBefore } from './baseline.ts'
import { recoveryNeeded, recoveryPerPass, shareOfBad } from './episode.ts'
import { days, oneIn } from './evidence.ts'
import type { JudgedRun } from './judged-run.ts'
import { incidentIn, type JudgedTarget, noticesIn, streamIn, surfaceIn, targetIn, timeIn, watchIn } from './memory.ts'
import { emptyMemory } from './memory-for.ts'
import { ownedJudge } from './owned.ts'
import type { Policy } from './policy.ts'
import { pooledEvidence } from './pooled.ts'
import { evidenceWords } from './pooled-words.ts'
import { type Suspected, suspected, thresholdOf } from './surface.ts'
import { surroundings } from './surroundings.ts'

/** "21:05:12 UTC on 2026-11-23" */
function timeOf(at: number): string {
  return `${clockTime(at)} on ${new Date(at).toISOString().slice(0, 10)}`
}

/** Why a surface changed its state, in words: the change, its reasons, and the runs that were used. */
export function whyTransition(transition: Transition): readonly string[] {
  const { surface, from, to, at, since, evidence } = transition
  const began = at - since > 1_000 ? `, began ${formatDuration(at - since)} before` : ''
  return [
    `${timeOf(at)}: ${surface} went from ${from} to ${to}${began}.`,
    ...evidence.reasons.map((reason) => `  ${reason}`),
    ...evidence.runs.map((run) => {
      const what = run.message ? `${run.outcome} (${run.message})` : run.outcome
      return `  ${clockTime(run.at)}  ${run.probe} from ${run.location}, ${run.trigger}: ${what}`
    }),
  ]
}

/** Why an incident was opened, what happened in it and why it ended; `transitions` of its target while it lasted. */
export function whyIncident(incident: IncidentRecord, transitions: readonly Transition[]): readonly string[] {
  const names = new Set(incident.surfaces.map((one) => one.surface))
  const to = incident.resolvedAt ?? Number.POSITIVE_INFINITY
  const mine = transitions.filter(
    (one) => one.target === incident.target && names.has(one.surface) && one.at >= incident.openedAt && one.at <= to,
  )
  const waited = incident.openedAt - incident.impactAt
  const end = endOf(incident)
  return [
    `${incident.name}: opened at ${timeOf(incident.openedAt)}, ${formatDuration(Math.max(0, waited))} after the first bad run. ${end}`,
    ...(incident.scope ? [`Scope: ${incident.scope}.`] : []),
    ...incident.timeline
      .filter((entry) => entry.kind === 'reopened')
      .map((entry) => `Reopened at ${timeOf(entry.at)}: ${entry.text}, so it is the same incident.`),
    ...mine.flatMap(whyTransition),
  ]
}

function endOf({ resolvedAt, closed }: IncidentRecord): string {
  if (resolvedAt === undefined) return 'It is open.'
  return closed === undefined
    ? `It was resolved at ${timeOf(resolvedAt)}.`
    : `It was closed at ${timeOf(resolvedAt)}, ${closed}.`
}

/**
 * Why a surface has its state at `now` (epoch ms), and why no more was declared: what is suspected, how much evidence
 * there is, how much was needed, and which runs say nothing about the provider. `current` is its state where the
 * question is about this moment; without it, the state that the memory holds.
 */
export function whyState(
  memory: JudgeMemory,
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
  const from = since > 0 ? ` since ${timeOf(since)}` : ''
  const why = reason ? ` ${reason}` : ''
  return [
    maintenance
      ? `${surface} is ${state}, in maintenance${from} until ${timeOf(maintenance.until)}: no alert is sent and no incident opens before.${why}`
      : `${surface} is ${state}${from}.${why}`,
    ...(believed ? [`The last measured state was ${believed}.`] : []),
    ...(mute ? [`Its alerts are muted until ${timeOf(mute.until)}: it is measured and judged as usual.`] : []),
  ]
}

function whyJudged(memory: JudgeMemory, surface: string, policy: Policy): readonly string[] {
  return [
    ...whyNothing(memory, surface),
    ...whyTrouble(memory, surface),
    ...whySuspected(memory, surface, policy),
    ...whyPooled(memory, surface, policy),
    ...usualWords(memory, surface),
  ]
}

/** The state that a memory of the past holds, with the windows of its time. */
function stateIn(memory: JudgeMemory, surface: string, policy: Policy, now: number): CurrentState {
  const target = targetIn(memory)?.name ?? ''
  const { state, measured, since, reason } = surfaceIn(memory, surface)
  return currentState({
    ...{ target, surface, now, windows: policy.quiet, heartbeatAt: now },
    stored: {
      ...{ target, surface, state, since },
      ...(measured ? { measured } : {}),
      ...(reason === undefined ? {} : { reason }),
    },
    // The judge found the silence already: its state is taken as it stands.
    probes: [{ everyMs: Number.POSITIVE_INFINITY, lastEndedAt: now }],
  })
}

/** Runs that could not be held against the provider. */
function whyNothing(memory: JudgeMemory, surface: string): readonly string[] {
  const { open, first } = noticesIn(memory)
  const own = Object.values(open).filter((one) => one.surface === surface || one.blame === 'network')
  const probes = new Set(targetIn(memory)?.probes.flatMap((one) => (one.surface === surface ? one.probe : [])))
  const waiting = Object.entries(first).filter(([probe]) => probes.has(probe))
  return [
    ...own.map((notice) => `Not held against the provider: ${notice.text}.`),
    ...waiting.map(
      ([probe]) => `The last run of ${probe} could not measure; a confirm run will tell whether that stays so.`,
    ),
  ]
}

function whyTrouble(memory: JudgeMemory, surface: string): readonly string[] {
  const { trouble, declared, impactAt } = surfaceIn(memory, surface)
  if (!trouble) return []
  const { now } = trouble
  const missing = Math.max(0, recoveryNeeded(now) - now.recovery)
  return [
    `Trouble since ${timeOf(impactAt ?? 0)}: about ${Math.round(100 * shareOfBad(now))} % of the runs are bad.`,
    ...(declared?.reasons ?? []).map((one) => `  ${one}`),
    `To be over it needs evidence ${recoveryNeeded(now).toFixed(1)} and has ${now.recovery.toFixed(1)}: about ${Math.ceil(missing / recoveryPerPass(now))} more good runs.`,
  ]
}

function whySuspected(memory: JudgeMemory, surface: string, policy: Policy): readonly string[] {
  const known = surfaceIn(memory, surface)
  const watch = watchIn(memory, surface)
  if (known.trouble) return []
  const strongest = suspected(watch.now)
    .map((one) => ({
      one,
      threshold: thresholdOf(known, surroundings(memory, known, timeIn(memory).now), policy, one[1]),
    }))
    .sort((a, b) => b.one[0].evidence / b.threshold - a.one[0].evidence / a.threshold)[0]
  if (!strongest) {
    const last = known.recent.findLast((run) => run.outcome !== 'passed')
    const seen = last ? ` The last run that was not good: ${clockTime(last.at)}, ${last.message ?? last.outcome}.` : ''
    return [`Nothing is suspected.${seen}`]
  }
  const [tally, , kind] = strongest.one satisfies Suspected
  const words = { failed: 'failed', slow: 'were slow', drag: 'were somewhat slower than usual' }[kind]
  return [
    `Suspected, not certain: ${tally.bad} of ${tally.runs} runs since ${clockTime(tally.from)} ${words}.`,
    `Evidence ${tally.evidence.toFixed(1)}, needed ${strongest.threshold.toFixed(1)} for at most one false alarm in ${days(policy)}: chance alone would do this more often.`,
  ]
}

/** What the surfaces of the target show together, where this one is part of it and nothing is declared. */
function whyPooled(memory: JudgeMemory, surface: string, policy: Policy): readonly string[] {
  const { incident } = incidentIn(memory)
  if (incident && incident.resolvedAt === undefined) return []
  const pooled = pooledEvidence(memory, policy, timeIn(memory).now)
  if (pooled.surfaces.length < 2 || pooled.surfaces.every(({ name }) => name !== surface)) return []
  return [`${evidenceWords(pooled)}, needed ${pooled.threshold.toFixed(1)}.`]
}

/** Of fewer runs than this it is not said that something is usual: what is believed beforehand still outweighs them. */
const LEAST_KNOWN = 30

/** What was usual before the trouble that may be under way; nothing where its declaration tells that. */
function usualWords(memory: JudgeMemory, surface: string): readonly string[] {
  const { streams, declared } = surfaceIn(memory, surface)
  if (declared?.numbers.usual_rate !== undefined) return []
  return Object.keys(streams).map((stream) => {
    const { usual } = streamIn(memory, stream)
    const { alone, next } = usualBefore(usual, 'failed')
    const rates = `${oneIn(alone)} fails, ${oneIn(next)} right after another`
    const runs = Math.round(runsKnown(usual))
    if (runs >= LEAST_KNOWN) return `Usual for ${stream}: ${rates}.`
    const known = runs === 0 ? 'nothing is known yet' : `hardly anything is known yet (${runs} runs)`
    return `Usual for ${stream}: ${known}; it is assumed that ${rates}.`
  })
}

/** How often the judge looks at the clock, ms. */
const TICK_MS = 10 * SECOND

/** What the judge would remember at a time, from the runs before it: for questions about the past. Runs in order of time. */
export function memoryAt(target: JudgedTarget, runs: Iterable<JudgedRun>, policy: Policy, at: number): JudgeMemory {
  const ours = ownedJudge(emptyMemory(target), policy)
  for (const run of runs) {
    const ended = run.startedAt + run.durationMs
    if (ended > at) break
    if (run.target === target.name) ours.take(run, ended)
  }
  // Silence is only heard while time is lived through: as much of it as tells.
  const last = timeIn(ours.memory()).now
  const patience = 2 * Math.max(MINUTE, ...target.probes.map((probe) => probe.everyMs)) + MINUTE
  for (let now = last + TICK_MS; now < Math.min(at, last + patience); now += TICK_MS) {
    ours.look(now)
  }
  ours.look(at)
  return ours.memory()
}
