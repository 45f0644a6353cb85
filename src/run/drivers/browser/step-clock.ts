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
/** Playwright's timeouts end this part of the step's limit before it, so that a flow can still look why its wait failed. */
const AHEAD_PART = 1 / 6
const AHEAD_MIN_MS = 150
const AHEAD_MAX_MS = 1_000

/** Sets the context's default timeouts to the time left of the step, every 200 ms. Sends nothing to the browser. */
export function createStepClock(context: BrowserContext): StepClock {
  let limit = Number.POSITIVE_INFINITY
  let endsAt = Number.POSITIVE_INFINITY
  let aheadMs = AHEAD_MIN_MS
  const leftMs = () => Math.max(1, endsAt - aheadMs - performance.now())

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
      aheadMs = Math.min(Math.max(limitMs * AHEAD_PART, AHEAD_MIN_MS), AHEAD_MAX_MS)
      endsAt = performance.now() + limitMs
      renew()
    },
    leftMs,
    limitMs: () => limit,
    end: () => clearInterval(timer),
  }
}
