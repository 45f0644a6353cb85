import { quietWindowAt } from '../core/index.ts'
import { type SurfaceMemory, surfaceIn, type TargetMemory, type WatchMemory, watchIn } from './memory.ts'
import { POOL_SHARE, type Policy, runsPerDay, thresholdFor } from './policy.ts'
import { pooledShare } from './pool.ts'
import type { Cusum } from './suspicion.ts'

/** Up to this many surfaces may all be affected; of more surfaces, this many. */
const FEW_SURFACES = 4
/** A surface contributes above odds of ten to one, so that the rest of an old blip does not. */
const LEAST_EVIDENCE = Math.log(10)
/** A CUSUM without a run for this many intervals is stale. */
const STALE_INTERVALS = 3

/** A surface that contributes to the evidence on its target. */
export interface PooledSurface {
  readonly name: string
  /** Counts runs since it was last zero. */
  readonly cusum: Cusum
  /** Evidence after the discount for failures that coincide with those of other surfaces. */
  readonly evidence: number
}

export interface PooledEvidence {
  /** Strongest evidence first. */
  readonly surfaces: readonly PooledSurface[]
  readonly evidence: number
  readonly threshold: number
  /** Number of surfaces of the target. */
  readonly of: number
}

/** @returns The evidence on a target over its surfaces without an episode; `now` is epoch ms. */
export function pooledEvidence(memory: TargetMemory, policy: Policy, now: number): PooledEvidence {
  const { now: state } = memory.pool
  const surfaces: PooledSurface[] = []
  for (const name in state.discounts) {
    const surface = surfaceIn(memory, name)
    const watch = watchIn(memory, name)
    const [cusum] = watch.now.rates
    if (!cusum || cusum.evidence < LEAST_EVIDENCE || !isPooled(memory, { name, surface, watch }, policy, now)) continue
    surfaces.push({ name, cusum, evidence: pooledShare(state, name, cusum) })
  }
  surfaces.sort((a, b) => b.evidence - a.evidence || (a.name < b.name ? -1 : 1))
  const { count, perDay } = sizeOf(memory)
  const share = Math.min(1, FEW_SURFACES / Math.max(1, count))
  const evidence = surfaces.reduce((sum, surface) => sum + mixed(surface.evidence, share), 0)
  return { surfaces, evidence, threshold: thresholdFor(policy, perDay, POOL_SHARE), of: count }
}

/** ln(1 - p + p e^W): evidence of a surface that is affected with probability p (Xie and Siegmund 2013). */
function mixed(evidence: number, share: number): number {
  return share === 1 ? evidence : Math.log(1 - share + share * Math.exp(Math.min(evidence, 500)))
}

function isPooled(
  memory: TargetMemory,
  { name, surface, watch }: { name: string; surface: SurfaceMemory; watch: WatchMemory },
  policy: Policy,
  now: number,
): boolean {
  if (surface.episode || surface.suspended || surface.unseen !== undefined || surface.condition !== 'operational')
    return false
  let longest = 0
  for (const stream in surface.streams) longest = Math.max(longest, surface.streams[stream] ?? 0)
  if (now - watch.at > STALE_INTERVALS * longest) return false
  if (policy.quiet.length === 0) return true
  const target = memory.target.name
  return quietWindowAt(policy.quiet, { target, surface: name, at: now, kind: 'maintenance' }) === undefined
}

/** @returns The number of surfaces of a target, and their scheduled runs per day. */
function sizeOf(memory: TargetMemory): { readonly count: number; readonly perDay: number } {
  const { probes } = memory.target
  const names = new Set<string>()
  let perDay = 0
  for (const { surface, everyMs, cadenceMs = everyMs } of probes) {
    names.add(surface)
    perDay += runsPerDay(cadenceMs)
  }
  return { count: names.size, perDay }
}

/** @returns Runs and failed runs of the surfaces together. */
export function totalOf(surfaces: readonly PooledSurface[]): { readonly bad: number; readonly runs: number } {
  return surfaces.reduce((sum, { cusum }) => ({ bad: sum.bad + cusum.bad, runs: sum.runs + cusum.runs }), {
    bad: 0,
    runs: 0,
  })
}
