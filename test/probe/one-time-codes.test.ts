import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/core/index.ts'
import { nextCode } from '../../src/probe/one-time-codes.ts'

/** The seed of RFC 6238's own examples, "12345678901234567890", in Base32. */
const RFC_SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('the code of an authenticator app', () => {
  it.each([
    [59_000, '287082'],
    [1_111_111_109_000, '081804'],
    [2_000_000_000_000, '279037'],
  ])('at %d ms is what RFC 6238 says', async (at, code) => {
    expect(await nextCode(new Secret('SEED', RFC_SEED), () => at)).toBe(code)
  })

  it('is computed from a seed in small letters and groups', async () => {
    const copied = RFC_SEED.toLowerCase().replace(/(.{4})/g, '$1 ')
    expect(await nextCode(new Secret('SEED', copied), () => 59_000)).toBe('287082')
  })

  it('is never given twice: the second waits for the next half minute', async () => {
    const seed = new Secret('SEED', RFC_SEED)
    // A clock that runs with the machine's and is 200 ms before the end of a half minute.
    const offset = 1_111_111_139_800 - Date.now()
    const now = () => Date.now() + offset
    const first = await nextCode(seed, now)
    const second = await nextCode(seed, now)
    expect(second).not.toBe(first)
    expect(now()).toBeGreaterThanOrEqual(1_111_111_140_000)
  })

  it('is not waited for where the clock was set back by more than that', async () => {
    const seed = new Secret('SEED', RFC_SEED)
    let at = 1_111_111_109_000
    await nextCode(seed, () => at)
    at = 59_000
    expect(await nextCode(seed, () => at)).toBe('287082')
  })

  it('is refused where the seed is not Base32', async () => {
    await expect(nextCode(new Secret('SEED', 'no seed!'), () => 0)).rejects.toThrow(TypeError)
  })

  it('of two seeds is not waited for', async () => {
    const now = () => 59_000
    const codes = [await nextCode(new Secret('A', RFC_SEED), now), await nextCode(new Secret('B', RFC_SEED), now)]
    expect(codes).toEqual(['287082', '287082'])
  })
})
