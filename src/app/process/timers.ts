/** Calls `work` once after `ms` of the monotonic clock; the function it returns cancels the call. */
export type SetTimer = (work: () => void, ms: number) => () => void

/** The timers of Node. */
export const systemTimer: SetTimer = (work, ms) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
