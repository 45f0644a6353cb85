/**
 * Bounds of the true share where `bad` of `runs` were observed: Wilson's score interval (Wilson 1927), which holds for few
 * runs and for shares near zero too, unlike the normal interval. `z` 1.645 leaves 5 % on each side.
 */
export function shareBounds(bad: number, runs: number, z = 1.645): { readonly low: number; readonly high: number } {
  if (runs <= 0) return { low: 0, high: 1 }
  const share = bad / runs
  const spread = z * z
  const middle = share + spread / (2 * runs)
  const width = z * Math.sqrt((share * (1 - share)) / runs + spread / (4 * runs * runs))
  const scale = 1 + spread / runs
  return { low: Math.max(0, (middle - width) / scale), high: Math.min(1, (middle + width) / scale) }
}
