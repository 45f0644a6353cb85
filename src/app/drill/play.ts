import { defined, listOf, MINUTE, type ProbePlan, SECOND, surfaceId } from '../../core/index.ts'
import {
  afterSlots,
  type DrillRecord,
  type Expectation,
  expectAfter,
  type PlayedPost,
  type SteadyState,
  settle,
  type Timeline,
  type TimelineStep,
  unmet,
  type Verdict,
} from '../../drill/index.ts'
import type { DrillEvent } from './drill-event.ts'
import type { DrillWorld } from './drill-world.ts'
import { failedOf, type PlayedSlot, playSlot, type SlotPace } from './play-slot.ts'

export interface PlayDeps {
  readonly world: DrillWorld
  readonly timeline: Timeline
  /** Provider A, as the plan names it. */
  readonly provider: string
  /** Minute 0, epoch ms of the drill's clock. */
  readonly startAt: number
  readonly cadences: Readonly<Record<string, number>>
  readonly confirmAfterMs: number
  readonly seed: number
  /** Plays although something does not work before the faults. */
  readonly force: boolean
  readonly sleep: SlotPace['sleep']
  readonly signal: AbortSignal
  readonly emit: (event: DrillEvent) => void
}

/** What was played, also of a drill that was stopped. */
export interface Played {
  readonly changes: DrillRecord['changes'][number][]
  readonly posts: PlayedPost[]
  readonly verdicts: Verdict[]
  readonly steady: { before?: SteadyState; after?: SteadyState }
  runs: number
}

/** Slots of ten seconds at full speed after a change; further ones follow each other without a wait. */
const WATCHED_SLOTS = 4
const SLOT_MS = 10 * SECOND
/** Slots after which a change counts as not found for now, and the clock goes on to the next one. */
const MOST_SLOTS = 40
/** Slots before the faults: the judge needs one of each surface. */
const STEADY_SLOTS = 2
/** How long an escalation is waited for, ms by the machine's clock. */
const ACKNOWLEDGE_MS = 30 * SECOND
/** The cadence of a surface whose own one is unknown. */
const USUAL_CADENCE_MS = MINUTE

/** The part of a drill that changes as it is played. */
interface State extends PlayDeps {
  readonly played: Played
  pending: readonly Expectation[]
}

export function nothingPlayed(): Played {
  return { changes: [], posts: [], verdicts: [], steady: {}, runs: 0 }
}

/**
 * Plays a timeline and fills `played`. Resolves with false where the steady state was not met, so that nothing was injected.
 * @throws the reason of `signal` when it aborts; what was played until then stays in `played`
 */
export async function play(deps: PlayDeps, played: Played): Promise<boolean> {
  const state: State = { ...deps, played, pending: [] }
  const { emit, timeline, world } = deps
  emit({ kind: 'phase', phase: 'steady', text: 'Checking that everything works before the faults' })
  played.steady.before = await steadyState(state, STEADY_SLOTS)
  if (!played.steady.before.met && !deps.force) return false
  emit({ kind: 'phase', phase: 'faults', text: `Playing ${timeline.steps.length} changes` })
  for (const [index, step] of timeline.steps.entries()) {
    await playStep(state, step, nextFaultAt(state, index))
  }
  const end = deps.startAt + timeline.endMinute * MINUTE
  await skip(state, end)
  emit({ kind: 'phase', phase: 'restore', text: 'Checking that everything works again' })
  played.steady.after = await steadyState(state, 1)
  played.verdicts.push(...unmet(state.pending, await world.states(), world.clock.now()))
  return true
}

/** When the faults change next, epoch ms of the drill's clock; never where they do not. */
function nextFaultAt({ timeline, startAt }: State, index: number): number {
  const next = timeline.steps.slice(index + 1).find(({ faults }) => faults.length > 0)
  return next ? startAt + next.minute * MINUTE : Number.POSITIVE_INFINITY
}

async function playStep(state: State, step: TimelineStep, nextAt: number): Promise<void> {
  const { world, played, startAt, emit } = state
  const at = startAt + step.minute * MINUTE
  await skip(state, at)
  for (const post of step.posts) {
    const { status, text } = post
    played.posts.push({ at, status, text })
    emit({ kind: 'post', at, status, text })
    await world.page.show(post)
  }
  if (step.faults.length === 0) return
  await inject(state, step, at)
  await watch(state, nextAt)
}

/** Leaves a quiet stretch out, but for the moments in which something is due in it. */
async function skip(state: State, at: number): Promise<void> {
  const { escalations } = state.world
  for (let due = await escalations.dueBefore(at); due !== undefined; due = await escalations.dueBefore(at)) {
    await waitForAcknowledgement(state)
    leaveOut(state, due)
    await escalate(state)
  }
  leaveOut(state, at)
}

/** Real time for people to acknowledge before the drill escalates: its clock skips the time that they usually have. */
async function waitForAcknowledgement({ world: { escalations }, sleep, emit }: State): Promise<void> {
  if (!(await escalations.isWaiting())) return
  const text = `Waiting ${ACKNOWLEDGE_MS / SECOND} s for an acknowledgement before it escalates: doorwatch drill ack`
  emit({ kind: 'phase', phase: 'faults', text })
  for (let ms = 0; ms < ACKNOWLEDGE_MS && (await escalations.isWaiting()); ms += SECOND) await sleep(SECOND)
}

async function escalate({ world, emit }: State): Promise<void> {
  const alerts = await world.escalations.look()
  for (const alert of alerts) emit({ kind: 'alert', at: alert.at, headline: alert.headline })
  if (alerts.length > 0) await world.dispatcher.drain()
}

/** Puts the clock forward; the slots that are left out count as slots without a verdict. */
function leaveOut(state: State, at: number): void {
  const { world, emit } = state
  const from = world.clock.now()
  const leftOutMs = world.clock.skipTo(at)
  if (leftOutMs < MINUTE) return
  state.pending = state.pending.map((expectation) => ({
    ...expectation,
    slots: expectation.slots + Math.floor(leftOutMs / cadenceOf(state, expectation.surface)),
  }))
  emit({ kind: 'skip', from, to: world.clock.now() })
}

function cadenceOf({ cadences }: State, surface: string): number {
  return cadences[surface] ?? USUAL_CADENCE_MS
}

async function inject(state: State, { faults }: TimelineStep, at: number): Promise<void> {
  const { world, played, provider, seed, emit } = state
  for (const { surface, fault, probability } of faults) {
    if (fault === undefined) await world.control.heal(surface)
    else await world.control.break(surface, fault, { probability, seed })
  }
  const changes = faults.map((change) => ({ ...change, surface: `${provider}/${change.surface}` }))
  // The time of the scenario, not that of the machine: the same seed gives the same score.
  played.changes.push(...changes.map((change) => ({ ...change, at })))
  emit({ kind: 'change', at, changes })
  const after = expectAfter(state.pending, changes, await world.states(), at)
  state.pending = after.pending
  played.verdicts.push(...after.missed)
}

/** Runs slots until everything expected is found, the faults change again, or it takes too long. */
async function watch(state: State, nextAt: number): Promise<void> {
  const { world, sleep } = state
  for (let slot = 0; state.pending.length > 0 && slot < MOST_SLOTS; slot += 1) {
    const isWatched = slot < WATCHED_SLOTS
    const lapseMs = Math.min(...state.pending.map(({ surface }) => cadenceOf(state, surface)))
    const startedAt = world.clock.elapsed()
    state.pending = afterSlots(state.pending, 1)
    const plans = isWatched && slot === 0 ? world.plans : plansOf(world, state.pending)
    const { slotAt } = await slotOf(state, plans, isWatched)
    if (state.pending.length === 0) return
    if (isWatched) await sleep(Math.max(0, SLOT_MS - (world.clock.elapsed() - startedAt)))
    else world.clock.skipTo(slotAt + lapseMs)
    if (world.clock.now() >= nextAt) return
  }
}

function plansOf({ plans }: DrillWorld, pending: readonly Expectation[]): readonly ProbePlan[] {
  const wanted = new Set(pending.map(({ surface }) => surface))
  return plans.filter((plan) => wanted.has(surfaceId(plan)))
}

async function slotOf(state: State, plans: readonly ProbePlan[], isWatched: boolean): Promise<PlayedSlot> {
  const { world, played, confirmAfterMs, sleep, signal, emit } = state
  const pace = { firstConfirmMs: isWatched ? confirmAfterMs : 0, confirmAfterMs, sleep, signal }
  await world.page.read()
  const slot = await playSlot(world, plans, pace)
  played.runs += slot.results.length
  emit({ kind: 'slot', at: slot.slotAt, failed: failedOf(slot.results), runs: slot.results.length })
  for (const alert of slot.alerts) emit({ kind: 'alert', at: alert.at, headline: alert.headline })
  const settled = settle(state.pending, await world.states(), { at: world.clock.now(), slotAt: slot.slotAt })
  state.pending = settled.pending
  played.verdicts.push(...settled.verdicts)
  for (const verdict of settled.verdicts) emit({ kind: 'verdict', verdict })
  // No time is left out while a message waits: it would count as delivery.
  if (slot.alerts.length > 0) await world.dispatcher.drain()
  await escalate(state)
  return slot
}

async function steadyState(state: State, slots: number): Promise<SteadyState> {
  const { world, cadences } = state
  let last: PlayedSlot | undefined
  for (let slot = 0; slot < slots; slot += 1) {
    last = await slotOf(state, world.plans, false)
    if (slot < slots - 1) world.clock.skipTo(last.slotAt + Math.min(USUAL_CADENCE_MS, ...Object.values(cadences)))
  }
  const failed = failedOf(last?.results ?? [])
  const states = await world.states()
  const surfaces = world.plans.map((plan) => {
    const surface = surfaceId(plan)
    const why = failed.find((run) => run.surface === surface)?.why ?? brokenWhy(states[surface]?.state)
    return { surface, met: why === undefined, ...defined({ why }) }
  })
  const steady = { met: surfaces.every(({ met }) => met), surfaces }
  state.emit({
    kind: 'phase',
    phase: 'steady',
    text: steady.met
      ? `${surfaces.length} surfaces work`
      : `not working: ${listOf(surfaces.filter(({ met }) => !met).map(({ surface, why }) => `${surface} (${why})`))}`,
  })
  return steady
}

function brokenWhy(state: string | undefined): string | undefined {
  return state === 'operational' ? undefined : `it is ${state ?? 'unknown'}`
}
