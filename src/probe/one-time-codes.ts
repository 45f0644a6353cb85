import { SECOND, type Secret } from '../core/index.ts'

/** A service takes a code once, so whoever has used the one of this half minute waits for the next. */
const usedUntil = new WeakMap<Secret, number>()
const WINDOW_MS = 30 * SECOND

/**
 * The code that the authenticator app of this seed (Base32) shows, as in RFC 6238; one that this process has not used yet.
 * @throws TypeError where the seed is not Base32
 */
export async function nextCode(seed: Secret, now: () => number): Promise<string> {
  const { Secret: Key, TOTP } = await import('otpauth')
  const key = Key.fromBase32(seed.reveal().replace(/[\s-]/g, '').toUpperCase())
  while (now() < (usedUntil.get(seed) ?? 0)) {
    const leftMs = (usedUntil.get(seed) ?? 0) - now()
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, leftMs)))
  }
  const timestamp = now()
  usedUntil.set(seed, (Math.floor(timestamp / WINDOW_MS) + 1) * WINDOW_MS)
  return new TOTP({ secret: key }).generate({ timestamp })
}
