import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertRoute, backoffMs, MINUTE, parseHours, SECOND } from '../../../src/core/index.ts'
import { DELIVERY_BACKOFF, pauseMs } from '../../../src/notify/deliver/backoff.ts'
import { decideRoute, type RoutedChannel, type RouteSubject, subjectOf } from '../../../src/notify/index.ts'
import { channelAfter } from '../../../src/notify/route/route.ts'
import { input, LOGIN_DOWN, NOW, notice, onlyAlert, surface, surfacesWith, verdict } from '../kit.ts'

const OPENED = subjectOf(onlyAlert(LOGIN_DOWN))
const unrouted = (channels: readonly RoutedChannel[]) => decideRoute(OPENED, { routes: [], channels }, NOW).to
const always = (name: string) => ({ name, mode: 'always' as const })
const fallback = (name: string) => ({ name, mode: 'fallback' as const })

describe('routing', () => {
  it('goes to every channel that always gets alerts, and to no fallback', () => {
    expect(unrouted([always('slack'), fallback('email'), always('hook')])).toEqual(['slack', 'hook'])
  })

  it('goes to the first fallback where nothing else is configured', () => {
    expect(unrouted([fallback('email'), fallback('hook')])).toEqual(['email'])
  })

  it('goes nowhere without a channel', () => {
    expect(unrouted([])).toEqual([])
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
  it('lies between half and all of its length, whatever the random number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (nth, chance) => {
        const whole = Math.min(5 * MINUTE, 2 * SECOND * 2 ** Math.min(nth - 1, 30))
        const wait = backoffMs(DELIVERY_BACKOFF, nth, chance)
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

describe('the route of an alert', () => {
  const channels = [always('slack'), always('pager'), fallback('email')]
  const at = Date.UTC(2026, 11, 5, 2)
  const hours = parseHours('Mo-Fr 08:00-20:00 Europe/Berlin')
  const monday = Date.UTC(2026, 11, 7, 7)
  const subject = (more: Partial<RouteSubject> = {}): RouteSubject => ({
    ...{ kind: 'opened', target: 'claude', surfaces: [{ surface: 'login', state: 'down' }], ...more },
  })
  const route = (routes: readonly AlertRoute[], more: Partial<RouteSubject> = {}) =>
    decideRoute(subject(more), { routes, channels }, at)

  it('is the first that matches', () => {
    const routes: AlertRoute[] = [
      { on: ['degraded'], to: ['slack'] },
      { on: ['down'], to: ['pager'] },
      { to: ['email'] },
    ]
    expect(route(routes)).toEqual({ route: 1, to: ['pager'] })
    expect(route(routes, { surfaces: [{ surface: 'login', state: 'degraded' }] })).toEqual({ route: 0, to: ['slack'] })
    expect(route(routes, { kind: 'notice', surfaces: [] })).toEqual({ route: 2, to: ['email'] })
  })

  it('is none where no route matches: the channels that always get alerts have it', () => {
    expect(route([{ on: ['degraded'], to: ['email'] }])).toEqual({ to: ['slack', 'pager'] })
  })

  it.each([
    [{ kind: ['opened'] }, true],
    [{ kind: ['notice'] }, false],
    [{ target: ['openai', 'claude'] }, true],
    [{ target: ['openai'] }, false],
    [{ surface: ['login'] }, true],
    [{ surface: ['claude/login'] }, true],
    [{ surface: ['openai/login'] }, false],
    [{ surface: ['api'] }, false],
    [{ on: ['down'], target: ['claude'], surface: ['login'] }, true],
    [{ on: ['degraded'], target: ['claude'], surface: ['login'] }, false],
  ] as const)('matches where every condition does: %o', (conditions, isMatch) => {
    expect(route([{ ...conditions, to: ['pager'] }]).route).toBe(isMatch ? 0 : undefined)
  })

  it('goes by the worst state of the surfaces that it names', () => {
    const surfaces = [
      { surface: 'api', state: 'degraded' },
      { surface: 'login', state: 'down' },
    ] as const
    const routes: AlertRoute[] = [
      { on: ['degraded'], surface: ['api'], to: ['slack'] },
      { on: ['down'], to: ['pager'] },
    ]
    expect(route(routes, { surfaces })).toMatchObject({ route: 0 })
    expect(route([{ on: ['degraded'], to: ['slack'] }, ...routes.slice(1)], { surfaces })).toMatchObject({ route: 1 })
  })

  it('holds an alert until its hours begin, and counts the time for an acknowledgement from then on', () => {
    const heldRoute: AlertRoute = {
      ...{ hold: { outside: hours }, to: ['slack'], ifNotAcked: { afterMs: 10 * MINUTE, to: ['pager'] } },
    }
    expect(route([heldRoute])).toEqual({
      ...{ route: 0, to: ['slack'], holdUntil: monday },
      escalation: { dueAt: monday + 10 * MINUTE, afterMs: 10 * MINUTE, to: ['pager'] },
    })
    expect(decideRoute(subject(), { routes: [heldRoute], channels }, monday + 1)).toEqual({
      ...{
        route: 0,
        to: ['slack'],
        escalation: { dueAt: monday + 1 + 10 * MINUTE, afterMs: 10 * MINUTE, to: ['pager'] },
      },
    })
  })
})

describe('what decides the route of an alert', () => {
  it('is its broken surfaces that are not silenced', () => {
    const alert = {
      ...onlyAlert(LOGIN_DOWN),
      surfaces: surfacesWith(surface('login', 'down'), surface('api', 'degraded')),
    }
    const surfaces = (silenced?: Parameters<typeof subjectOf>[1]) => subjectOf(alert, silenced).surfaces
    expect(surfaces()).toEqual([
      { surface: 'api', state: 'degraded' },
      { surface: 'login', state: 'down' },
    ])
    expect(surfaces({ surfaces: ['login'], all: false })).toEqual([{ surface: 'api', state: 'degraded' }])
    expect(surfaces({ surfaces: [], all: true })).toEqual([])
  })

  it('is the surface of a notice, which has no state', () => {
    const alert = onlyAlert(input({ verdict: verdict({ notices: [notice()] }) }))
    expect(subjectOf(alert)).toEqual({ kind: 'notice', target: 'sandbox', surfaces: [{ surface: 'login' }] })
  })
})
