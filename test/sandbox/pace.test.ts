import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../src/core/index.ts'
import { Sessions } from '../../src/sandbox/account/sessions.ts'
import { RateLimits } from '../../src/sandbox/anthropic/limits.ts'
import { seededRandom } from '../../src/sandbox/faults/random.ts'
import { controlClient, NATURAL_PACE, startSandbox } from '../../src/sandbox/index.ts'
import { varied } from '../../src/sandbox/server/pace.ts'
import { createClock } from '../support/clock.ts'
import { INSTANT_PACE } from '../support/instant-pace.ts'
import { postForm } from './support.ts'

describe('the pace', () => {
  it('varies a wait within its spread, and about evenly to both sides', () => {
    const random = seededRandom(7)
    const waits = Array.from({ length: 2_000 }, () => varied(100, NATURAL_PACE, random))
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(70)
    expect(Math.max(...waits)).toBeLessThanOrEqual(130)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(Math.abs(mean - 100)).toBeLessThan(2)
  })

  it('without any wait is no wait', () => {
    expect(varied(INSTANT_PACE.tokenMs, INSTANT_PACE, Math.random)).toBe(0)
  })

  it('can be set for each kind of work by itself', async () => {
    const pace = { ...INSTANT_PACE, signInMs: 150 }
    const sandbox = await startSandbox({ log: SILENT, port: 0, controlPort: 0, pace })
    try {
      const from = performance.now()
      await postForm(`${sandbox.url}/sign-in`, {})
      expect(performance.now() - from).toBeGreaterThanOrEqual(149)
      expect(await controlClient(sandbox.controlUrl).faults()).toEqual([])
    } finally {
      await sandbox.stop()
    }
  })
})

describe('the seeded generator', () => {
  it('gives numbers from 0 to below 1, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, other] = [seededRandom(seed), seededRandom(seed)]
        const numbers = Array.from({ length: 50 }, one)
        expect(numbers).toEqual(Array.from({ length: 50 }, other))
        expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
      }),
    )
  })
})

describe('the rate limits', () => {
  it('are full again with each minute and never negative', () => {
    const clock = createClock(60_000 * 1_000_000)
    const limits = new RateLimits(clock)
    const remaining = () => Number(limits.headers()['anthropic-ratelimit-requests-remaining'])
    expect([remaining(), remaining()]).toEqual([999, 998])
    clock.advance(60_000)
    expect(remaining()).toBe(999)
    for (let index = 0; index < 1_200; index += 1) remaining()
    expect(remaining()).toBe(0)
  })
})

describe('the sessions', () => {
  it('know only those they opened, until their end', () => {
    const clock = createClock()
    const sessions = new Sessions(clock, 1_000)
    const [first, second] = [sessions.open(), sessions.open()]
    expect([first, second, 'guessed', '', undefined].map((id) => sessions.isOpen(id))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    sessions.close(first)
    sessions.close(undefined)
    expect([sessions.isOpen(first), sessions.isOpen(second)]).toEqual([false, true])
    clock.advance(1_000)
    expect(sessions.isOpen(second)).toBe(false)
  })
})
