import { SECOND, type Secret } from '../core/index.ts'

/** Until when (epoch ms) the code of a seed is used up: services accept each code once. */
const usedUntil = new WeakMap<Secret, number>()
const WINDOW_MS = 30 * SECOND

/**
 * The current code of an authenticator app (RFC 6238). Where this process already used it, waits for the next one.
 * @param seed in Base32
 * @throws TypeError where the seed is not Base32
 */
export async function nextCode(seed: Secret, now: () => number): Promise<string> {
  const { Secret: Key, TOTP } = await import('otpauth')
  const key = Key.fromBase32(seed.reveal().replace(/[\s-]/g, '').toUpperCase())
  const leftMs = () => (usedUntil.get(seed) ?? 0) - now()
  // More than a window is left where the clock was set back: the service has not seen the codes of that time.
  for (let ms = leftMs(); ms > 0 && ms <= WINDOW_MS; ms = leftMs()) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)))
  }
  const timestamp = now()
  usedUntil.set(seed, (Math.floor(timestamp / WINDOW_MS) + 1) * WINDOW_MS)
  return new TOTP({ secret: key }).generate({ timestamp })
}
