import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { backoffMs, pauseMs } from '../../src/notify/deliver/backoff.ts'
import { channelAfter } from '../../src/notify/deliver/route.ts'
import { routeAlert } from '../../src/notify/index.ts'
import { LOGIN_DOWN, onlyAlert } from './kit.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const always = (name: string) => ({ name, mode: 'always' as const })
const fallback = (name: string) => ({ name, mode: 'fallback' as const })

describe('routing', () => {
  it('goes to every channel that always gets alerts, and to no fallback', () => {
    expect(routeAlert(OPENED, [always('slack'), fallback('email'), always('hook')])).toEqual(['slack', 'hook'])
  })

  it('goes to the first fallback where nothing else is configured', () => {
    expect(routeAlert(OPENED, [fallback('email'), fallback('hook')])).toEqual(['email'])
  })

  it('goes nowhere without a channel', () => {
    expect(routeAlert(OPENED, [])).toEqual([])
  })

  it.each([
    ['an always channel', 'slack', 'email'],
    ['a fallback', 'email', 'hook'],
    ['the last fallback', 'hook', undefined],
    ['a channel that is gone', 'old', 'email'],
  ])('hands over from %s', (_case, from, to) => {
    expect(channelAfter(from, [always('slack'), fallback('email'), fallback('hook')])).toBe(to)
  })

  it('hands over from a channel that is gone to any there is', () => {
    expect(channelAfter('old', [always('slack')])).toBe('slack')
    expect(channelAfter('old', [])).toBeUndefined()
    expect(channelAfter('slack', [always('slack')])).toBeUndefined()
  })

  it('never comes back to a channel it came from', () => {
    const channels = fc.uniqueArray(
      fc.record({ name: fc.string(), mode: fc.constantFrom('always' as const, 'fallback' as const) }),
      { selector: ({ name }) => name, maxLength: 8 },
    )
    fc.assert(
      fc.property(channels, (all) => {
        for (const { name } of all) {
          const seen = new Set([name])
          for (let at = channelAfter(name, all); at !== undefined; at = channelAfter(at, all)) {
            expect(seen.has(at)).toBe(false)
            seen.add(at)
          }
        }
      }),
    )
  })
})

describe('the wait before the next try', () => {
  it('lies between half and all of its length, whatever chance says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (nth, chance) => {
        const whole = Math.min(5 * MINUTE, 2 * SECOND * 2 ** Math.min(nth - 1, 30))
        const wait = backoffMs(nth, () => chance)
        expect(wait).toBeGreaterThanOrEqual(whole / 2)
        expect(wait).toBeLessThanOrEqual(whole)
      }),
    )
  })
})

describe('the pause of a channel that limits its rate', () => {
  it('is as long as the channel asks, an hour at most', () => {
    expect([1_000, 30_000, 86_400_000].map((asked) => pauseMs(asked, 1))).toEqual([1_000, 30_000, 3_600_000])
  })

  it('doubles from answer to answer up to five minutes where the channel asks for less than it means', () => {
    const pauses = Array.from({ length: 12 }, (_, index) => pauseMs(1_000, index + 1) / SECOND)
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
    expect(pauseMs(10 * MINUTE, 9)).toBe(10 * MINUTE)
  })
})
