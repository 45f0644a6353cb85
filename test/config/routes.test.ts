import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { load, problemsOf, wrap } from './kit.ts'

const HOOKS = { HOOK: 'https://hooks.example.org/a' }
const withRoutes = (routes: string) =>
  wrap(`{
    targets: [claude({ key: env('KEY') })],
    alerts: {
      channels: [{ kind: 'slack', webhook: env('HOOK') }, { kind: 'webhook', name: 'pager', url: env('HOOK') }],
      routes: ${routes},
    },
  }`)
const ENVIRONMENT = { ...HOOKS, KEY: 'sk-test' }
const problems = (routes: string) => problemsOf(withRoutes(routes), ENVIRONMENT)

describe('the routes of alerts', () => {
  it('are read with durations in milliseconds and hours in the zone of this machine', async () => {
    const { routes } = await load(
      withRoutes(`[
        { on: ['down'], to: ['pager'], ifNotAcked: { after: '10m', to: ['slack'] } },
        { kind: ['notice'], target: ['claude'], surface: ['claude/login'], hold: { outside: 'Mo-Fr 08:00-20:00' }, to: ['slack'] },
        { hold: { outside: 'Sa Europe/Berlin' }, to: ['slack'] },
      ]`),
      ENVIRONMENT,
    )
    expect(routes[0]).toEqual({ on: ['down'], to: ['pager'], ifNotAcked: { afterMs: 10 * MINUTE, to: ['slack'] } })
    expect(routes[1]?.hold?.outside.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(routes[2]?.hold?.outside).toMatchObject({ zone: 'Europe/Berlin', spans: [{ from: 7_200, to: 8_640 }] })
  })

  it('are none by default', async () => {
    expect((await load(wrap('{}'))).routes).toEqual([])
  })

  it('may name a channel that the environment sets up', async () => {
    const config = wrap(`{ alerts: { routes: [{ to: ['slack'] }] } }`)
    expect((await load(config, { SLACK_WEBHOOK_URL: HOOKS.HOOK })).routes).toHaveLength(1)
    expect(await problemsOf(config)).toMatchObject([{ path: 'alerts.routes[0].to[0]', hint: 'Channels: none.' }])
  })

  it.each([
    [`[{ to: ['slak'] }]`, 'alerts.routes[0].to[0]', 'the name of a channel', 'Did you mean "slack"?'],
    [`[{ to: ['mail'] }]`, 'alerts.routes[0].to[0]', 'the name of a channel', 'Channels: slack, pager.'],
    [
      `[{ to: ['slack'], ifNotAcked: { after: '1m', to: ['slack', 'pagr'] } }]`,
      'alerts.routes[0].ifNotAcked.to[1]',
      'the name of a channel',
      'Did you mean "pager"?',
    ],
    [
      `[{ target: ['claud'], to: ['slack'] }]`,
      'alerts.routes[0].target[0]',
      'the name of a target',
      'Did you mean "claude"?',
    ],
    [`[{ on: ['dwon'], to: ['slack'] }]`, 'alerts.routes[0].on[0]', 'one of down, degraded', 'Did you mean "down"?'],
    [`[{ kind: ['notise'], to: ['slack'] }]`, 'alerts.routes[0].kind[0]', 'one of opened', 'Did you mean "notice"?'],
    [`[{ t: ['slack'], to: ['slack'] }]`, 'alerts.routes[0].t', 'a known key', 'Did you mean "to"?'],
    [`[{ to: [] }]`, 'alerts.routes[0].to', 'at least 1 entry', undefined],
    [`[{ on: [], to: ['slack'] }]`, 'alerts.routes[0].on', 'at least 1 entry', undefined],
    [`[{}]`, 'alerts.routes[0].to', 'a list', undefined],
    [
      `[{ hold: { outside: 'Mo-Fr 8-20' }, to: ['slack'] }]`,
      'alerts.routes[0].hold.outside',
      'hours such as Mo-Fr 08:00-20:00 Europe/Berlin',
      '"8-20" is not a time range. Times are written 08:00-20:00',
    ],
    [
      `[{ to: ['slack'], ifNotAcked: { after: '10 minutes', to: ['pager'] } }]`,
      'alerts.routes[0].ifNotAcked.after',
      'a duration such as 30s',
      'A duration is a number and a unit',
    ],
    [
      `[{ to: ['slack'], ifNotAcked: { after: '0s', to: ['pager'] } }]`,
      'alerts.routes[0].ifNotAcked.after',
      'a duration longer than 0s',
      undefined,
    ],
  ])('are refused with file, key, what was expected and what to do: %s', async (routes, path, expected, hint) => {
    expect(await problems(routes)).toMatchObject([
      {
        ...{ source: 'doorwatch.config.ts', path, expected: expect.stringContaining(expected) },
        ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
      },
    ])
  })

  it('leave surfaces to be looked up once the probes are loaded', async () => {
    const { names } = await load(withRoutes(`[{ surface: ['login', 'claude/logn'], to: ['slack'] }]`), ENVIRONMENT)
    expect(names).toEqual(
      expect.arrayContaining([
        { kind: 'surface', name: 'login', bare: false, path: 'alerts.routes[0].surface[0]' },
        { kind: 'surface', name: 'claude/logn', bare: false, path: 'alerts.routes[0].surface[1]' },
      ]),
    )
  })
})
