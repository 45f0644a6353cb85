import type { Evidence } from './incident.ts'

/** Surfaces of a target that the judge declared degraded together (judge/pool.ts). */
export interface PooledRate {
  /** How many surfaces fail, of how many the target has. */
  readonly surfaces: number
  readonly of: number
  /** The share of their runs that fail, 0 to 1. */
  readonly share: number
}

/** The rate at which several surfaces fail together; undefined if the evidence is of one surface. */
export function pooledRate({ numbers }: Pick<Evidence, 'numbers'>): PooledRate | undefined {
  const { pooled_surfaces: surfaces, target_surfaces: of, pooled_share: share } = numbers
  return surfaces === undefined || of === undefined || share === undefined ? undefined : { surfaces, of, share }
}

/** "3 of 5 surfaces fail about 40 % of runs" */
export function pooledRateWords({ surfaces, of, share }: PooledRate): string {
  return `${surfaces === of ? `all ${of}` : `${surfaces} of ${of}`} surfaces fail about ${roundShare(share)} % of runs`
}

/** Percent, to the nearest 5: a few minutes of runs allow no more precision. */
function roundShare(share: number): number {
  return share < 0.075 ? Math.max(1, Math.round(100 * share)) : 5 * Math.round(20 * share)
}
