import type { Evidence } from './incident.ts'

/** Surfaces of a target that were declared degraded together, see judge/pool.ts. */
export interface PooledRate {
  /** How many fail, and how many the target has. */
  readonly surfaces: number
  readonly of: number
  /** The share of their runs that fails, 0 to 1. */
  readonly share: number
}

/** The rate at which several surfaces fail together; undefined where the evidence is of one surface. */
export function pooledRate({ numbers }: Pick<Evidence, 'numbers'>): PooledRate | undefined {
  const { pooled_surfaces: surfaces, target_surfaces: of, pooled_share: share } = numbers
  return surfaces === undefined || of === undefined || share === undefined ? undefined : { surfaces, of, share }
}

/** "3 of 5 surfaces fail about 40 % of runs" */
export function pooledRateWords({ surfaces, of, share }: PooledRate): string {
  return `${surfaces === of ? `all ${of}` : `${surfaces} of ${of}`} surfaces fail about ${roundShare(share)} % of runs`
}

/** To the nearest 5 %: a few minutes of runs tell no more. */
function roundShare(share: number): number {
  return share < 0.075 ? Math.max(1, Math.round(100 * share)) : 5 * Math.round(20 * share)
}
