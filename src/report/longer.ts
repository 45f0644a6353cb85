/** A difference that a reader should see: more than the scatter of single runs. */
const LONGER = { factor: 2, ms: 200 }

/** Whether something took at least twice as long as in the last good run, and at least 200 ms more. Both in ms. */
export function isLonger(durationMs: number, goodMs: number): boolean {
  return durationMs >= goodMs * LONGER.factor && durationMs - goodMs >= LONGER.ms
}
