import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headlineOf } from '../../src/report/headline.ts'
import type { SurfaceView } from '../../src/report/index.ts'
import { door, NOW } from './kit.ts'

const FIVE = ['login', 'chat', 'console', 'cli', 'api'] as const

function five(standings: Partial<Record<(typeof FIVE)[number], SurfaceView['standing']>>): SurfaceView[] {
  return FIVE.map((surface) => door(surface, standings[surface] ?? 'operational'))
}

function textOf(doors: readonly SurfaceView[]): string {
  const { text, rest } = headlineOf(doors, [], [], NOW)
  return rest === undefined ? text : `${text} ${rest}`
}

describe('the headline', () => {
  it.each<[string, SurfaceView[]]>([
    ['All five surfaces are operational.', five({})],
    ['Login is down. Chat, console, CLI and API work.', five({ login: 'down' })],
    ['API is down. Login, chat, console and CLI work.', five({ api: 'down' })],
    [
      'Login and chat are down, API is degraded. Console and CLI work.',
      five({ login: 'down', chat: 'down', api: 'degraded' }),
    ],
    ['Chat is degraded. Login, console, CLI and API work.', five({ chat: 'degraded' })],
    [
      'CLI is down. Login, chat and API work. Console is under maintenance.',
      five({ cli: 'down', console: 'maintenance' }),
    ],
    ['The state of API is unknown. Login, chat, console and CLI work.', five({ api: 'unknown' })],
    [
      'The state of chat, CLI and API is unknown. Waiting for the first result of console. Login works.',
      five({ chat: 'unknown', console: 'waiting', cli: 'unknown', api: 'unknown' }),
    ],
    ['All five surfaces are down.', FIVE.map((surface) => door(surface, 'down'))],
    ['All five surfaces are degraded.', FIVE.map((surface) => door(surface, 'degraded'))],
    ['All five surfaces are under maintenance.', FIVE.map((surface) => door(surface, 'maintenance'))],
    ['Chat is under maintenance. Login, console, CLI and API work.', five({ chat: 'maintenance' })],
    ['Chat works.', [door('chat', 'operational')]],
    ['API is down.', [door('api', 'down')]],
    ['my own door is degraded.', [door('my own door', 'degraded', { title: 'my own door' })]],
    ['Nothing measured yet.', []],
    ['Nothing measured yet.', FIVE.map((surface) => door(surface, 'waiting'))],
    ['State unknown: no run measured the service itself.', FIVE.map((surface) => door(surface, 'unknown'))],
  ])('is "%s"', (expected, doors) => {
    expect(textOf(doors)).toBe(expected)
  })

  it('states for how long nothing was measured', () => {
    const silent = FIVE.map((surface) => door(surface, 'unknown', { believed: 'operational' }))
    expect(headlineOf(silent, [], [], NOW + 710_000).text).toBe('State unknown: nothing measured for 12 min.')
  })

  it('names the target where several are watched, and omits those that are operational', () => {
    const claude = five({ login: 'down' }).map((one) => ({ ...one, target: 'claude' }))
    const openai = five({}).map((one) => ({ ...one, target: 'openai' }))
    expect(textOf([...claude, ...openai])).toBe(
      'claude: login is down. Chat, console, CLI and API work. All other surfaces are operational.',
    )
    const broken = openai.map((one) => ({ ...one, standing: 'down' as const }))
    expect(textOf([...claude, ...broken])).toBe(
      'claude: login is down. Chat, console, CLI and API work. openai: all five surfaces are down.',
    )
  })

  it('dates an outage from its first surface, and full recovery from its last', () => {
    const doors = [
      door('login', 'down', { since: NOW - 60_000 }),
      door('chat', 'down', { since: NOW - 90_000 }),
      door('api', 'operational', { since: NOW - 900_000 }),
    ]
    expect(headlineOf(doors, [], [], NOW).since).toBe(NOW - 90_000)
    const calm = doors.map((one) => ({ ...one, standing: 'operational' as const }))
    expect(headlineOf(calm, [], [], NOW).since).toBe(NOW - 60_000)
  })

  it('points to the open incident of a target in trouble only', () => {
    const incidents = [
      { name: 'other-1', target: 'other', impactAt: NOW },
      { name: 'sandbox-1', target: 'sandbox', impactAt: NOW },
    ]
    expect(headlineOf(five({ api: 'down' }), [], incidents, NOW).incident).toBe('sandbox-1')
    expect(headlineOf(five({}), [], incidents, NOW).incident).toBeUndefined()
  })

  it('says how many surfaces of a target fail how often, while just those are degraded', () => {
    const rate = { surfaces: 3, of: 5, share: 0.41 }
    const incidents = [{ name: 'sandbox-1', target: 'sandbox', impactAt: NOW, rate }]
    const degraded = five({ login: 'degraded', chat: 'degraded', api: 'degraded' })
    expect(headlineOf(degraded, [], incidents, NOW)).toMatchObject({
      text: 'Login, chat and API are degraded.',
      rest: '3 of 5 surfaces fail about 40 % of runs. Console and CLI work.',
    })
    const worse = five({ login: 'down', chat: 'degraded', api: 'degraded' })
    expect(headlineOf(worse, [], incidents, NOW).rest).toBe('Console and CLI work.')
  })

  it('names every surface exactly once, whatever their states', () => {
    const standings = ['operational', 'degraded', 'down', 'unknown', 'maintenance', 'waiting'] as const
    const mix = fc.array(fc.constantFrom(...standings), { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(mix, (found) => {
        fc.pre(new Set(found).size > 1)
        const text = textOf(found.map((standing, index) => door(`d${index}x`, standing, { title: `d${index}x` })))
        for (const index of found.keys()) expect(text.split(`d${index}x`)).toHaveLength(2)
        expect(text).toMatch(/\.$/)
      }),
    )
  })
})
