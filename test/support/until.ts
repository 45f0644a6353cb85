/** Long enough for a machine that does much else; within the time limit of a test. */
const LIMIT_MS = 45_000
const INTERVAL_MS = 30

/**
 * Waits until `found` gives something other than undefined and false, and returns that.
 * @throws once the limit has passed, naming `what` was waited for
 */
export async function until<T>(
  what: string,
  found: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = LIMIT_MS,
): Promise<T> {
  for (const end = performance.now() + limitMs; ; ) {
    const value = await found()
    if (value !== undefined && value !== false) return value
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS))
  }
}
