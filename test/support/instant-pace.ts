import type { Pace } from '../../src/sandbox/index.ts'

/** A sandbox without delays, for tests that check content and not timing. */
export const INSTANT_PACE: Pace = { pageMs: 0, signInMs: 0, headersMs: 0, firstTokenMs: 0, tokenMs: 0, spread: 0 }
