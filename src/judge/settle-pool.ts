import type { JudgeMemory } from '../core/index.ts'
import { BLIP_MS } from './baseline.ts'
import type { JudgedSurface } from './conclude.ts'
import type { JudgedRun } from './judged-run.ts'
import { incidentIn, SLICE, surfaceIn, surfaceKey, targetIn, type WatchMemory, watchIn, withSlices } from './memory.ts'
import type { Policy } from './policy.ts'
import { addFailure, addPass, type Instant, type PoolMemory, poolIn, withoutWaiting } from './pool.ts'
import { type PooledEvidence, pooledEvidence, totalOf } from './pooled.ts'
import { pooledEvidenceWords } from './pooled-words.ts'
import { beginEpisode } from './surface.ts'
import { wasIncidentOpen } from './surroundings.ts'
import type { Sight } from './suspicion.ts'

/** Where nearly every run fails, the surfaces are judged alone: that takes a minute, and they are down, not degraded. */
const MOST_FAILING = 0.75
/** Fewer failures than this are no rate. */
const LEAST_FAILURES = 4

/** A run, with its surface before and after it. */
export interface PoolInput {
  readonly run: JudgedRun
  readonly before: WatchMemory
  readonly after: WatchMemory
  readonly sight: Sight
}

/** The memory, which has the surface as it is after a run, with the pool after that run. */
export function poolRun(memory: JudgeMemory, input: PoolInput, policy: Policy, now: number): JudgeMemory {
  const pool =
    input.sight.bad === 'failed' ? poolFailure(memory, input, policy, now) : poolPass(memory, input, policy, now)
  return pool === poolIn(memory) ? memory : withSlices(memory, { [SLICE.pool]: pool })
}

function poolFailure(memory: JudgeMemory, input: PoolInput, policy: Policy, now: number): PoolMemory {
  const pool = poolIn(memory)
  const { run, before, after, sight } = input
  const at = run.startedAt
  const open = wasIncidentOpen(memory, at)
  // An incident that a blip opened teaches how long blips last.
  if (open && at - (incidentIn(memory).incident?.impactAt ?? at) > BLIP_MS) return withoutWaiting(pool)
  const [tallyBefore] = (before.at === at ? before.before : before.now).rates
  const [tallyAfter] = after.now.rates
  if (!tallyBefore || !tallyAfter || !sight.usual) return pool
  const next = addFailure(pool, instantOf(memory, pool, before, at), {
    surface: run.surface,
    before: tallyBefore,
    after: tallyAfter,
    usual: sight.usual.failed.alone,
    endedAt: sight.endedAt,
  })
  return open ? next : whileUndecided(memory, next, policy, now)
}

/** A run that passed matters only in the newest instant: elsewhere it lowers the CUSUM of its surface, no more. */
function poolPass(memory: JudgeMemory, { run, before }: PoolInput, policy: Policy, now: number): PoolMemory {
  const pool = poolIn(memory)
  const { instant, failures } = pool
  if (instant.at !== run.startedAt || failures.length === 0) return pool
  const next = addPass(pool, instantOf(memory, pool, before, instant.at))
  return wasIncidentOpen(memory, instant.at) ? next : whileUndecided(memory, next, policy, now)
}

function whileUndecided(memory: JudgeMemory, pool: PoolMemory, policy: Policy, now: number): PoolMemory {
  const enough = isEnough(pooledEvidence(withSlices(memory, { [SLICE.pool]: pool }), policy, now))
  return enough ? { ...pool, undecided: true } : pool
}

/** What passed on the surfaces of the target since the failure before, and at the same moment. */
function instantOf(memory: JudgeMemory, pool: PoolMemory, own: WatchMemory, at: number): Instant {
  const { from } = pool.instant.at === at ? pool.before : pool.now
  let passed = 0
  let passedSince = own.at >= from && own.at < at && hasPassed(own)
  let runsPerMs = 0
  const surfaces = new Set<string>()
  for (const { surface, everyMs, cadenceMs = everyMs } of targetIn(memory)?.probes ?? []) {
    runsPerMs += 1 / cadenceMs
    if (surfaces.has(surface)) continue
    surfaces.add(surface)
    const watch = watchIn(memory, surface)
    if (watch.at < from || watch.at > at || !hasPassed(watch)) continue
    if (watch.at === at) passed += 1
    else passedSince = true
  }
  return { at, passedSince, passed, runsPerMs }
}

function hasPassed({ sights }: WatchMemory): boolean {
  return sights.some(({ bad }) => bad === undefined)
}

/** The memory after a decision on the pool, and the surfaces that are degraded together. */
export interface PoolDecision {
  readonly memory: JudgeMemory
  readonly judged: readonly JudgedSurface[]
}

/**
 * Decides, once an instant with failures is over, whether the surfaces of the target are degraded together. `startedAt`
 * is the start of the run that is about to be judged; none where only time passes.
 */
export function settlePool(
  memory: JudgeMemory,
  policy: Policy,
  now: number,
  startedAt = Number.POSITIVE_INFINITY,
): PoolDecision {
  const pool = poolIn(memory)
  if (!pool.undecided || startedAt <= pool.instant.at) return { memory, judged: [] }
  return decide(memory, policy, now)
}

/** The same where every stream of the target has reported a run of the newest instant. */
export function settleCompletePool(memory: JudgeMemory, policy: Policy, now: number): PoolDecision {
  const pool = poolIn(memory)
  if (!pool.undecided || !isComplete(memory, pool.instant.at)) return { memory, judged: [] }
  return decide(memory, policy, now)
}

function isComplete(memory: JudgeMemory, at: number): boolean {
  return (targetIn(memory)?.probes ?? []).every(({ surface }) => {
    const { sights, at: last } = watchIn(memory, surface)
    return last === at && sights.length >= Object.keys(surfaceIn(memory, surface).streams).length
  })
}

function decide(memory: JudgeMemory, policy: Policy, now: number): PoolDecision {
  const { undecided: _undecided, ...decided } = poolIn(memory)
  const next = withSlices(memory, { [SLICE.pool]: decided })
  const pooled = pooledEvidence(memory, policy, now)
  if (wasIncidentOpen(memory, decided.instant.at) || !isEnough(pooled) || !isRate(pooled))
    return { memory: next, judged: [] }
  const slices: Record<string, unknown> = { [SLICE.pool]: withoutWaiting(decided) }
  const judged = pooled.surfaces.map((one): JudgedSurface => {
    const held = { surface: surfaceIn(memory, one.name), watch: watchIn(memory, one.name) }
    const evidence = pooledEvidenceWords(memory, held.surface, one, pooled, policy)
    const begun = beginEpisode(held, policy, { kind: 'failed', tally: one.tally, down: false, evidence })
    slices[surfaceKey(one.name).surface] = begun.surface
    return { name: one.name, change: begun.change }
  })
  return { memory: withSlices(next, slices), judged }
}

function isEnough({ surfaces, evidence, threshold }: PooledEvidence): boolean {
  return evidence >= threshold && surfaces.filter((one) => one.evidence > 0).length > 1
}

function isRate({ surfaces }: PooledEvidence): boolean {
  const { bad, runs } = totalOf(surfaces)
  return bad >= LEAST_FAILURES && bad / runs <= MOST_FAILING
}
