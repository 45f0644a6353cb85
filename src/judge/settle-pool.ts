import { BLIP_MS } from './baseline.ts'
import type { JudgedSurface } from './conclude.ts'
import type { JudgedRun } from './judged-run.ts'
import { surfaceIn, type TargetMemory, type WatchMemory, watchIn } from './memory.ts'
import type { Policy } from './policy.ts'
import { addFailure, addPass, type Instant, type PoolMemory, withoutPending } from './pool.ts'
import { type PooledEvidence, pooledEvidence, totalOf } from './pooled.ts'
import { pooledEvidenceWords } from './pooled-words.ts'
import { beginEpisode } from './surface.ts'
import { wasIncidentOpen } from './surroundings.ts'
import type { Observation } from './suspicion.ts'

/** Where nearly every run fails, the surfaces are judged alone: that takes a minute, and they are down, not degraded. */
const MOST_FAILING = 0.75
/** Fewer failures than this give no reliable rate. */
const LEAST_FAILURES = 4

/** A run, with its surface before and after it. */
interface PoolInput {
  readonly run: JudgedRun
  readonly before: WatchMemory
  readonly after: WatchMemory
  readonly observation: Observation
}

/** The memory, which has the surface as it is after a run, with the pool after that run. */
export function poolRun(memory: TargetMemory, input: PoolInput, policy: Policy, now: number): TargetMemory {
  const pool =
    input.observation.bad === 'failed' ? poolFailure(memory, input, policy, now) : poolPass(memory, input, policy, now)
  return pool === memory.pool ? memory : { ...memory, pool }
}

function poolFailure(memory: TargetMemory, input: PoolInput, policy: Policy, now: number): PoolMemory {
  const pool = memory.pool
  const { run, before, after, observation } = input
  const at = run.startedAt
  const open = wasIncidentOpen(memory, at)
  // The first BLIP_MS of an incident may be a blip, whose failures are learned; later ones belong to the incident.
  if (open && at - (memory.incident.incident?.impactAt ?? at) > BLIP_MS) return withoutPending(pool)
  const [cusumBefore] = (before.at === at ? before.before : before.now).rates
  const [cusumAfter] = after.now.rates
  if (!cusumBefore || !cusumAfter || !observation.usual) return pool
  const next = addFailure(pool, instantOf(memory, pool, before, at), {
    surface: run.surface,
    before: cusumBefore,
    after: cusumAfter,
    usualRate: observation.usual.failed.alone,
    endedAt: observation.endedAt,
  })
  return open ? next : whileUndecided(memory, next, policy, now)
}

/** A run that passed changes the pool only in the newest instant; any other only lowers the CUSUM of its surface. */
function poolPass(memory: TargetMemory, { run, before }: PoolInput, policy: Policy, now: number): PoolMemory {
  const pool = memory.pool
  const { instant, failures } = pool
  if (instant.at !== run.startedAt || failures.length === 0) return pool
  const next = addPass(pool, instantOf(memory, pool, before, instant.at))
  return wasIncidentOpen(memory, instant.at) ? next : whileUndecided(memory, next, policy, now)
}

function whileUndecided(memory: TargetMemory, pool: PoolMemory, policy: Policy, now: number): PoolMemory {
  const enough = isEnough(pooledEvidence({ ...memory, pool }, policy, now))
  return enough ? { ...pool, undecided: true } : pool
}

/** The runs of the target that passed since the previous failure, and in the same instant. */
function instantOf(memory: TargetMemory, pool: PoolMemory, watchOfRun: WatchMemory, at: number): Instant {
  const { from } = pool.instant.at === at ? pool.before : pool.now
  let passed = 0
  let passedSince = watchOfRun.at >= from && watchOfRun.at < at && hasPassed(watchOfRun)
  let runsPerMs = 0
  const surfaces = new Set<string>()
  for (const { surface, everyMs, cadenceMs = everyMs } of memory.target.probes) {
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

function hasPassed({ observations }: WatchMemory): boolean {
  return observations.some(({ bad }) => bad === undefined)
}

/** The memory after a decision on the pool, and the surfaces that are degraded together. */
export interface PoolDecision {
  readonly memory: TargetMemory
  readonly judged: readonly JudgedSurface[]
}

/**
 * Decides, once an instant with failures is over, whether the surfaces of the target are degraded together. `startedAt`
 * is the start of the run that is about to be judged; none where only time passes.
 */
export function settlePool(
  memory: TargetMemory,
  policy: Policy,
  now: number,
  startedAt = Number.POSITIVE_INFINITY,
): PoolDecision {
  const pool = memory.pool
  if (!pool.undecided || startedAt <= pool.instant.at) return { memory, judged: [] }
  return decide(memory, policy, now)
}

/** The same where every stream of the target has reported a run of the newest instant. */
export function settleCompletePool(memory: TargetMemory, policy: Policy, now: number): PoolDecision {
  const pool = memory.pool
  if (!pool.undecided || !isComplete(memory, pool.instant.at)) return { memory, judged: [] }
  return decide(memory, policy, now)
}

function isComplete(memory: TargetMemory, at: number): boolean {
  return memory.target.probes.every(({ surface }) => {
    const { observations, at: last } = watchIn(memory, surface)
    return last === at && observations.length >= Object.keys(surfaceIn(memory, surface).streams).length
  })
}

function decide(memory: TargetMemory, policy: Policy, now: number): PoolDecision {
  const { undecided: _undecided, ...decided } = memory.pool
  const next = { ...memory, pool: decided }
  const pooled = pooledEvidence(memory, policy, now)
  if (wasIncidentOpen(memory, decided.instant.at) || !isEnough(pooled) || !isRate(pooled))
    return { memory: next, judged: [] }
  const surfaces = { ...memory.surfaces }
  const judged = pooled.surfaces.map((evidenceOfSurface): JudgedSurface => {
    const parts = { surface: surfaceIn(memory, evidenceOfSurface.name), watch: watchIn(memory, evidenceOfSurface.name) }
    const evidence = pooledEvidenceWords(memory, parts.surface, evidenceOfSurface, pooled, policy)
    const begun = beginEpisode(parts, policy, { kind: 'failed', cusum: evidenceOfSurface.cusum, down: false, evidence })
    surfaces[evidenceOfSurface.name] = begun.surface
    return { name: evidenceOfSurface.name, change: begun.change }
  })
  return { memory: { ...memory, surfaces, pool: withoutPending(decided) }, judged }
}

function isEnough({ surfaces, evidence, threshold }: PooledEvidence): boolean {
  return evidence >= threshold && surfaces.filter((surface) => surface.evidence > 0).length > 1
}

function isRate({ surfaces }: PooledEvidence): boolean {
  const { bad, runs } = totalOf(surfaces)
  return bad >= LEAST_FAILURES && bad / runs <= MOST_FAILING
}
