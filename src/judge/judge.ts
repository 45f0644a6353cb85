import type { Evidence, Failure, JudgeMemory, Notice, Transition, Verdict } from '../core/index.ts'
import { evidenceRun, plainEvidence, remember, slowFailure } from './evidence.ts'
import { applyToIncident } from './incident.ts'
import {
  type IncidentMemory,
  type JudgedRun,
  type NoticeMemory,
  read,
  SLICE,
  type StreamMemory,
  type SurfaceMemory,
  streamOf,
} from './memory.ts'
import { clearNotices, noticeOf, silenceNotice } from './notices.ts'
import { learnPace, type Pace, slowestStep } from './pace.ts'
import type { Policy } from './policy.ts'
import type { SurfaceState } from './scope.ts'
import { shownState, silentProbes, stepTime } from './showing.ts'
import { type ConditionChange, type Surroundings, settleCondition, takeSight, wantsMore } from './surface.ts'
import { type Bad, isSoon, type Sight } from './suspicion.ts'
import { FAILED_PRIOR, forgetWaiting, learn, SLOW_PRIOR, usualRate, usualRateSoon } from './usual.ts'

export interface Judgement {
  readonly memory: JudgeMemory
  readonly verdict: Verdict
}

/**
 * Judges one finished run of a target. Pure: the same memory, run, policy and time give the same verdict.
 * `now` is epoch ms. Runs whose trigger the policy does not heed, and skipped slots, say nothing.
 */
export function judge(memory: JudgeMemory, run: JudgedRun, policy: Policy, now: number): Judgement {
  const verdict: Verdict = { outcome: run.outcome, confirm: false, transitions: [], notices: [] }
  if (run.outcome === 'skipped' || !policy.triggers.includes(run.trigger)) return { memory, verdict }
  const timed = stepTime(memory, now)
  const failure = failureOf(run)
  if (failure && failure.blame !== 'provider') return takeOwnTrouble(timed, run, failure, policy, now)
  return takeEvidence(timed, run, failure, policy, now)
}

/**
 * Lets time pass without a run; called about every ten seconds. Silence becomes `unknown` within two intervals,
 * windows end, and a recovery that waited for its instant to be over is declared.
 */
export function judgeTime(memory: JudgeMemory, policy: Policy, now: number): Judgement {
  const timed = stepTime(memory, now)
  const target = read(timed).target()
  if (!target) return { memory, verdict: quietVerdict() }
  const changes: Record<string, unknown> = {}
  const notices: Notice[] = []
  let noticed = read(timed).notices()
  for (const silent of silentProbes(timed)) {
    if (isExplained(noticed, silent.probe)) continue
    const said = silenceNotice(noticed, { target: target.name, ...silent }, silent.silentMs, now)
    noticed = said.memory
    notices.push(...said.notices)
  }
  if (noticed !== read(timed).notices()) changes[SLICE.notices] = noticed
  const memoryNow = withSlices(timed, changes)
  const names = [...new Set(target.probes.map((probe) => probe.surface))]
  return conclude(
    memoryNow,
    names.map((name) => ({ name })),
    { ...quietVerdict(), notices },
    policy,
    now,
  )
}

/** Silence of a probe that is explained by trouble already noticed needs no notice of its own. */
function isExplained(notices: NoticeMemory, probe: string): boolean {
  return Object.values(notices.open).some((notice) => notice.probe === probe || notice.blame === 'network')
}

function quietVerdict(): Verdict {
  return { outcome: 'passed', confirm: false, transitions: [], notices: [] }
}

/** A failure that says nothing on the provider: notices, and `unknown` while our own network fails. */
function takeOwnTrouble(memory: JudgeMemory, run: JudgedRun, failure: Failure, policy: Policy, now: number): Judgement {
  const said = noticeOf(read(memory).notices(), run, failure, now)
  const surface = read(memory).surface(run.surface)
  const suspends = failure.blame === 'network' && !said.confirm && !surface.suspended
  const next = withSlices(memory, {
    [SLICE.notices]: said.memory,
    ...(suspends ? { [SLICE.surface(run.surface)]: { ...surface, suspended: true } } : {}),
  })
  const verdict: Verdict = { outcome: run.outcome, confirm: said.confirm, transitions: [], notices: said.notices }
  return conclude(next, [{ name: run.surface, failure }], verdict, policy, now)
}

/** A run that measured the service. */
function takeEvidence(
  memory: JudgeMemory,
  run: JudgedRun,
  failed: Failure | undefined,
  policy: Policy,
  now: number,
): Judgement {
  const stream = streamOf(run)
  const known = read(memory).stream(stream)
  const pace = read(memory).pace(stream)
  const before = heard(read(memory).surface(run.surface), memory, run, failed !== undefined)
  const slow = failed ? undefined : run.outcome === 'slow' ? runFailure(run) : slowFailureOf(run, pace)
  const bad: Bad | undefined = failed ? 'failed' : slow ? 'slow' : undefined
  const failure = failed ?? slow
  const outcome = failed ? run.outcome : slow ? 'slow' : 'passed'
  const soon = isSoon(before.suspicions, run.startedAt)
  const surface = takeSight(recall(before, run, outcome, failure), run.startedAt, sightOf(run, stream, known, bad))
  const cleared = clearNotices(read(memory).notices(), run, now)
  const around = surroundings(memory, policy)
  const settled = settleCondition(failure ? { ...surface, failure } : surface, around, failure)
  const learned = settled.surface.trouble
    ? forget(known, settled.change !== undefined)
    : { stream: learnRates(known, run, bad, soon), pace: bad ? pace : learnPace(pace, run) }
  const confirm = wantsMore(settled.surface, around)
  const asking = confirm && !settled.surface.trouble
  const next = withSlices(memory, {
    [SLICE.notices]: cleared.memory,
    [SLICE.stream(stream)]: learned.stream,
    [SLICE.pace(stream)]: learned.pace ?? pace,
    [SLICE.surface(run.surface)]: asking ? { ...settled.surface, asked: settled.surface.asked + 1 } : settled.surface,
  })
  const verdict: Verdict = { outcome, confirm, transitions: [], notices: cleared.notices }
  return conclude(
    next,
    [{ name: run.surface, ...(settled.change ? { change: settled.change } : {}) }],
    verdict,
    policy,
    now,
  )
}

/** The failure of a run that failed, also where its recorder gave none. */
function failureOf(run: JudgedRun): Failure | undefined {
  if (run.outcome === 'passed' || run.outcome === 'slow') return undefined
  return runFailure(run)
}

function runFailure(run: JudgedRun): Failure {
  if (run.failure) return run.failure
  if (run.outcome === 'slow') return { class: 'slow', blame: 'provider', message: 'slow' }
  if (run.outcome === 'error') return { class: 'probe_error', blame: 'probe', message: 'could not measure' }
  return { class: 'server_error', blame: 'provider', message: 'failed' }
}

function slowFailureOf(run: JudgedRun, pace: Pace): Failure | undefined {
  const slow = slowestStep(run, pace)
  return slow ? slowFailure(slow) : undefined
}

function heard(surface: SurfaceMemory, memory: JudgeMemory, run: JudgedRun, bad: boolean): SurfaceMemory {
  const stream = streamOf(run)
  const everyMs =
    read(memory)
      .target()
      ?.probes.find((one) => one.probe === run.probe)?.everyMs ?? 60_000
  const seen = { everyMs, heardMs: read(memory).time().livedMs, bad }
  return { ...surface, suspended: false, streams: { ...surface.streams, [stream]: seen } }
}

/** Keeps the run as evidence where it matters: bad, or seen while something is suspected. */
function recall(surface: SurfaceMemory, run: JudgedRun, outcome: Verdict['outcome'], failure?: Failure): SurfaceMemory {
  const first = surface.condition === 'unjudged'
  if (!failure && !surface.trouble && !first) return surface
  return { ...surface, recent: remember(surface.recent, evidenceRun(run, outcome, failure)) }
}

function sightOf(run: JudgedRun, stream: string, known: StreamMemory, bad: Bad | undefined): Sight {
  const [usual, prior] = bad === 'slow' ? ([known.slow, SLOW_PRIOR] as const) : ([known.failed, FAILED_PRIOR] as const)
  return {
    stream,
    ...(bad ? { bad } : {}),
    usual: usualRate(usual, prior),
    usualSoon: usualRateSoon(usual, prior),
    endedAt: run.startedAt + run.durationMs,
  }
}

function learnRates(known: StreamMemory, run: JudgedRun, bad: Bad | undefined, soon: boolean): StreamMemory {
  const failed = learn(known.failed, { bad: bad === 'failed', soon, at: run.startedAt })
  const slow = bad === 'failed' ? known.slow : learn(known.slow, { bad: bad === 'slow', soon, at: run.startedAt })
  return { failed, slow }
}

/** In trouble nothing is learned; what still waited to be learned when it began is part of it. */
function forget(known: StreamMemory, began: boolean): { stream: StreamMemory; pace?: Pace } {
  if (!began) return { stream: known }
  return { stream: { failed: forgetWaiting(known.failed), slow: forgetWaiting(known.slow) } }
}

function surroundings(memory: JudgeMemory, policy: Policy): Surroundings {
  const { incident, relapses } = read(memory).incident()
  const open = incident !== undefined && incident.resolvedAt === undefined
  return { policy, incidentOpen: open, relapses }
}

interface Judged {
  readonly name: string
  readonly change?: ConditionChange
  readonly failure?: Failure
}

/** Turns what is held true now into states as shown, their transitions, and what these do to the incident. */
function conclude(
  memory: JudgeMemory,
  judged: readonly Judged[],
  verdict: Verdict,
  policy: Policy,
  now: number,
): Judgement {
  const target = read(memory).target()
  const name = target?.name ?? ''
  const changes: Record<string, unknown> = {}
  const transitions: Transition[] = []
  for (const one of judged) {
    const held = read(memory).surface(one.name)
    const settled = one.change
      ? { surface: held, change: one.change }
      : settleCondition(held, surroundings(memory, policy), undefined)
    const shown = shownState(memory, settled.surface, one.name, policy, now)
    const moved = showAs(
      settled.surface,
      { target: name, surface: one.name, now, ...shown },
      settled.change,
      one.failure,
    )
    if (moved.surface !== held) changes[SLICE.surface(one.name)] = moved.surface
    if (moved.transition) transitions.push(moved.transition)
  }
  const next = withSlices(memory, changes)
  if (transitions.length === 0) return { memory: next, verdict }
  const before: IncidentMemory = read(next).incident()
  const incident = applyToIncident(before, transitions, surfaceStates(next), policy, now)
  return {
    memory: withSlices(next, { [SLICE.incident]: incident.memory }),
    verdict: { ...verdict, transitions, ...(incident.change ? { incident: incident.change } : {}) },
  }
}

function showAs(
  surface: SurfaceMemory,
  shown: { target: string; surface: string; now: number; state: SurfaceMemory['state']; why: string | undefined },
  change: ConditionChange | undefined,
  failure: Failure | undefined,
): { readonly surface: SurfaceMemory; readonly transition?: Transition } {
  if (shown.state === surface.state) return { surface }
  const broken = shown.state === 'degraded' || shown.state === 'down'
  const cause = broken ? surface.failure : failure
  const evidence = change?.evidence ?? shownEvidence(surface, broken, shown.why ?? '')
  const since = change?.since ?? (broken ? (surface.impactAt ?? shown.now) : shown.now)
  const transition: Transition = {
    target: shown.target,
    surface: shown.surface,
    at: shown.now,
    from: surface.state,
    to: shown.state,
    since: Math.min(since, shown.now),
    ...(cause ? { failure: cause } : {}),
    evidence,
  }
  const reason = evidence.reasons[0]
  return { surface: { ...surface, state: shown.state, since: shown.now, ...(reason ? { reason } : {}) }, transition }
}

/** A state that comes back into sight keeps the evidence it was declared on. */
function shownEvidence(surface: SurfaceMemory, broken: boolean, why: string): Evidence {
  if (!broken || !surface.declared) return plainEvidence(why, surface.recent.slice(-3))
  return { ...surface.declared, reasons: [why, ...surface.declared.reasons] }
}

/** All surfaces of the target with the state they are shown in. */
export function surfaceStates(memory: JudgeMemory): readonly SurfaceState[] {
  const watched =
    read(memory)
      .target()
      ?.probes.map((probe) => probe.surface) ?? []
  const names = [...new Set([...watched, ...read(memory).surfaces()])]
  return names.map((surface) => ({ surface, state: read(memory).surface(surface).state }))
}

/** The memory with slices replaced; the same object where none differs. */
function withSlices(memory: JudgeMemory, slices: Readonly<Record<string, unknown>>): JudgeMemory {
  let next: Record<string, unknown> | undefined
  for (const key in slices) {
    if (memory[key] === slices[key]) continue
    next ??= { ...memory }
    next[key] = slices[key]
  }
  return next ?? memory
}
