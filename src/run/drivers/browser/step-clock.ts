import type { BrowserContext } from '@playwright/test'

/** Keeps Playwright's own timeouts inside the step's: they tell which element was waited for, the step's cannot. */
export interface StepClock {
  /** A step begins that may take `limitMs`. */
  start(limitMs: number): void
  /** What a wait that begins now may take, ms. */
  leftMs(): number
  /** What the step under way may take in all, ms. */
  limitMs(): number
  end(): void
}

const RENEW_MS = 200
/** Playwright's timeouts end this much before the step's. */
const AHEAD_MS = 150

/** Sets the context's default timeouts to what is left of the step, again and again. Sends nothing to the browser. */
export function createStepClock(context: BrowserContext): StepClock {
  let limit = Number.POSITIVE_INFINITY
  let endsAt = Number.POSITIVE_INFINITY
  const leftMs = () => Math.max(1, endsAt - AHEAD_MS - performance.now())

  function renew(): void {
    if (endsAt === Number.POSITIVE_INFINITY) return
    const ms = Math.max(1, Math.round(leftMs() - RENEW_MS))
    context.setDefaultTimeout(ms)
    context.setDefaultNavigationTimeout(ms)
  }

  const timer = setInterval(renew, RENEW_MS)
  return {
    start(limitMs) {
      limit = limitMs
      endsAt = performance.now() + limitMs
      renew()
    },
    leftMs,
    limitMs: () => limit,
    end: () => clearInterval(timer),
  }
}
