/** Runs of a property in `npm test` are multiplied by DOORWATCH_PROPERTY_RUNS. Default: 1. */
export const PROPERTY_RUNS_FACTOR = Number(process.env.DOORWATCH_PROPERTY_RUNS || 1)

/** How often fast-check tries a property whose single run is slow: `runs` times the factor. */
export function propertyRuns(runs: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(runs * PROPERTY_RUNS_FACTOR) }
}
