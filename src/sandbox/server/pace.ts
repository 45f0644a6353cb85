/** How fast the sandbox is while nothing is broken, ms. */
export interface Pace {
  /** Work behind a page, and behind an API answer before its headers. */
  readonly pageMs: number
  readonly signInMs: number
  readonly headersMs: number
  /** From headers to the first token, and from token to token. */
  readonly firstTokenMs: number
  readonly tokenMs: number
  /** Share by which each of these varies: 0.3 is up to 30 % more or less. */
  readonly spread: number
}

/** The delays of a fast service at low load. */
export const NATURAL_PACE: Pace = {
  pageMs: 12,
  signInMs: 90,
  headersMs: 40,
  firstTokenMs: 110,
  tokenMs: 30,
  spread: 0.3,
}

/** A delay that varies as the pace says. @param random numbers in [0, 1) */
export function varied(ms: number, pace: Pace, random: () => number): number {
  return Math.round(ms * (1 + pace.spread * (2 * random() - 1)))
}
