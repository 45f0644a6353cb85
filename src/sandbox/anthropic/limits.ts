import { type Clock, MINUTE } from '../../core/index.ts'

const REQUESTS_PER_MINUTE = 1_000
const TOKENS_PER_MINUTE = 400_000

/** Counts requests by the minute, and writes the rate-limit headers of the Messages API. */
export class RateLimits {
  readonly #clock: Clock
  #minute = 0
  #used = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts one request. Returns the headers of its answer. */
  headers(): Readonly<Record<string, string>> {
    const minute = Math.floor(this.#clock.now() / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#used = 0
    }
    this.#used += 1
    const reset = new Date((minute + 1) * MINUTE).toISOString()
    return {
      ...limit('requests', REQUESTS_PER_MINUTE, REQUESTS_PER_MINUTE - this.#used, reset),
      ...limit('tokens', TOKENS_PER_MINUTE, TOKENS_PER_MINUTE - this.#used * 40, reset),
      ...limit('input-tokens', TOKENS_PER_MINUTE, TOKENS_PER_MINUTE - this.#used * 20, reset),
      ...limit('output-tokens', TOKENS_PER_MINUTE, TOKENS_PER_MINUTE - this.#used * 20, reset),
    }
  }
}

function limit(what: string, size: number, remaining: number, reset: string): Record<string, string> {
  const name = `anthropic-ratelimit-${what}`
  return {
    [`${name}-limit`]: String(size),
    [`${name}-remaining`]: String(Math.max(0, remaining)),
    [`${name}-reset`]: reset,
  }
}
