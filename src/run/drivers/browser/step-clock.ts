import type { BrowserContext } from '@playwright/test'

/** Keeps Playwright's timeouts shorter than the step's: their errors name the element, those of the step cannot. */
export interface StepClock {
  /** Starts a step that may take `limitMs`. */
  start(limitMs: number): void
  /** Limit of a wait that begins now, ms. */
  leftMs(): number
  /** Limit of the step under way, ms. */
  limitMs(): number
  end(): void
}

const RENEW_MS = 200
/** Playwright's timeouts end this much before the step's. */
const AHEAD_MS = 150

/** Sets the context's default timeouts to the time left of the step, every 200 ms. Sends nothing to the browser. */
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
