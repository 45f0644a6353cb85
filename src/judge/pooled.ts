import { quietWindowAt } from '../core/index.ts'
import { type SurfaceMemory, surfaceIn, type TargetMemory, type WatchMemory, watchIn } from './memory.ts'
import { POOL_SHARE, type Policy, runsPerDay, thresholdFor } from './policy.ts'
import { pooledShare } from './pool.ts'
import type { Cusum } from './suspicion.ts'

/** Of so many surfaces all may fail together; of more, some. */
const FEW_SURFACES = 4
/** A surface contributes from odds of ten to one on: what is left of a blip long ago does not. */
const LEAST_EVIDENCE = Math.log(10)
/** A CUSUM that no run changed for so many intervals is stale. */
const STALE_INTERVALS = 3

/** A surface with failed runs, as part of the evidence on its target. */
export interface PooledSurface {
  readonly name: string
  /** Its runs since its CUSUM was last zero. */
  readonly cusum: Cusum
  /** Its evidence, failures that came with those of other surfaces discounted. */
  readonly evidence: number
}

export interface PooledEvidence {
  /** The strongest first. */
  readonly surfaces: readonly PooledSurface[]
  readonly evidence: number
  readonly threshold: number
  /** How many surfaces the target has. */
  readonly of: number
}

/** The evidence on a target over all of its surfaces that are not in an incident; `now` is epoch ms. */
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
  const evidence = surfaces.reduce((sum, one) => sum + mixed(one.evidence, share), 0)
  return { surfaces, evidence, threshold: thresholdFor(policy, perDay, POOL_SHARE), of: count }
}

/** ln(1 - p + p e^W): the evidence of a surface of which it is not known whether it is one of the share p that fail (Xie and Siegmund 2013). */
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

/** How many surfaces a target has, and their scheduled runs per day. */
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

/** Runs and failed runs of surfaces. */
export function totalOf(surfaces: readonly PooledSurface[]): { readonly bad: number; readonly runs: number } {
  return surfaces.reduce((sum, { cusum }) => ({ bad: sum.bad + cusum.bad, runs: sum.runs + cusum.runs }), {
    bad: 0,
    runs: 0,
  })
}
