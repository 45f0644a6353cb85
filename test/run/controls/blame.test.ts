import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ControlVote, Failure, NetworkEvidence, Target } from '../../../src/core/index.ts'
import { blameNetwork } from '../../../src/run/controls/blame.ts'
import { controlPlan, DEFAULT_CONTROLS } from '../../../src/run/controls/control.ts'
import {
  at,
  CODES,
  controls,
  failed,
  HOSTS,
  isUpFor,
  KINDS,
  type Kind,
  type Others,
  type Place,
  settle,
} from './blame-kit.ts'

const P = 'provider'
const N = 'network'

/** kind, then blame with controls up, mixed, down, and with none to ask. */
const TABLE: Readonly<Record<Place, readonly (readonly [Kind, ...(typeof P | typeof N)[]])[]>> = {
  public: [
    ['refused', P, P, N, P],
    ['reset', P, P, N, P],
    ['tls', P, P, N, P],
    ['nxdomain', P, P, N, N],
    ['no name server', P, P, N, N],
    ['vanished', P, P, N, N],
  ],
  private: [
    ['refused', P, P, P, P],
    ['reset', P, P, P, P],
    ['tls', P, P, P, P],
    ['nxdomain', P, P, N, P],
    ['no name server', P, P, N, N],
    ['vanished', P, P, N, P],
  ],
  loopback: [
    ['refused', P, P, P, P],
    ['reset', P, P, P, P],
    ['tls', P, P, P, P],
    ['nxdomain', N, N, N, N],
    ['no name server', N, N, N, N],
    ['vanished', P, P, P, P],
  ],
}

const CASES = (Object.keys(TABLE) as readonly Place[]).flatMap((place) =>
  TABLE[place].flatMap(([kind, ...blames]) =>
    (['up', 'mixed', 'down', 'none'] as const).map((others, index) => [place, kind, others, blames[index]] as const),
  ),
)

describe('whose fault a failed connection is, without controls of its own', () => {
  it.each(CASES)('of a %s target: %s, others %s → %s', async (place, kind, others, blame) => {
    for (const host of HOSTS[place]) {
      for (const code of CODES[kind]) {
        expect({ host, code, ...(await settle({ kind, host, others, code })) }).toMatchObject({ host, code, blame })
      }
    }
  })

  it('asks default controls only for a public target, and only where no other target answers', async () => {
    const askedFor = async (host: string, others: Others) => (await settle({ kind: 'vanished', host, others })).asked
    expect(await askedFor('api.lumen.dev', 'up')).toEqual(['tls://api.other.dev:443'])
    expect(await askedFor('api.lumen.dev', 'down')).toEqual(['tls://api.other.dev:443', ...DEFAULT_CONTROLS])
    expect(await askedFor('10.1.2.3', 'down')).toEqual(['tls://api.other.dev:443'])
    expect(await askedFor('127.0.0.1', 'down')).toEqual([])
  })

  it('asks the status page before default controls, unless it is the host that failed', async () => {
    const { ask, asked } = controls(() => false)
    const target = (statusPage: string) => at('watched', 'https://api.lumen.dev', { statusPage })
    for (const page of ['https://status.lumen.dev', 'https://api.lumen.dev/status']) {
      const context = { target: target(page), targets: [], defaults: ['tls://a.dev:443'], ask }
      await blameNetwork(failed('ECONNREFUSED', 'api.lumen.dev'), context)
    }
    expect(asked).toEqual(['tls://status.lumen.dev:443', 'tls://a.dev:443', 'tls://a.dev:443'])
  })

  it('asks neither targets on this machine nor other doors of the failed host', async () => {
    const { ask, asked } = controls(() => true)
    const target = at('watched', 'https://api.lumen.dev')
    const targets = [target, at('sandbox', 'http://127.0.0.1:4180'), at('twin', 'https://api.lumen.dev:8443')]
    await blameNetwork(failed('ECONNREFUSED', 'api.lumen.dev'), { target, targets, defaults: [], ask })
    expect(asked).toEqual([])
  })
})

describe('a target that has only addresses of its own', () => {
  const shop: Target = { name: 'shop', title: 'Shop', urls: { cart: 'http://127.0.0.1:8080/cart' } }

  it('is judged by itself where they are on this machine', () => {
    expect(controlPlan(undefined, shop, [shop])).toMatchObject({ by: 'itself', place: 'loopback', rounds: [] })
  })

  it('is asked for other targets by these addresses', () => {
    const elsewhere: Target = { ...shop, name: 'elsewhere', urls: { cart: 'https://shop.other.dev/cart' } }
    const { rounds } = controlPlan('api.lumen.dev', at('watched', 'https://api.lumen.dev'), [elsewhere])
    expect(rounds[0]).toEqual([{ address: 'tls://shop.other.dev:443', source: 'target' }])
  })
})

describe('whose fault a failed connection is with `controls: []`', () => {
  it.each<[Kind, string]>([
    ['refused', P],
    ['reset', P],
    ['tls', P],
    ['nxdomain', N],
    ['no name server', N],
    ['vanished', N],
  ])('is decided by the failure alone: %s → %s, and no control is asked', async (kind, blame) => {
    const settled = await settle({ kind, host: 'api.lumen.dev', others: 'down', configured: [] })
    expect(settled).toMatchObject({ blame, asked: [], failure: { network: { decidedBy: 'itself', votes: [] } } })
  })
})

describe('what is kept with the failure', () => {
  it('is every vote: who was asked, why, and what came', async () => {
    const { failure } = await settle({ kind: 'refused', host: 'api.lumen.dev', others: 'mixed' })
    expect(failure.network).toEqual({
      host: 'api.lumen.dev',
      sign: 'answer',
      decidedBy: 'controls',
      votes: [{ control: 'tls://api.other.dev:443', source: 'target', up: true }],
    } satisfies NetworkEvidence)
    const down = await settle({ kind: 'refused', host: 'api.lumen.dev', others: 'down' })
    const sources = down.failure.network?.votes.map(({ source, code }: ControlVote) => `${source} ${code}`)
    expect(sources).toEqual(['target ECONNREFUSED', ...DEFAULT_CONTROLS.map(() => 'default ECONNREFUSED')])
  })
})

describe('trouble of this machine', () => {
  it.each([
    'ERR_INTERNET_DISCONNECTED',
    'ERR_NETWORK_CHANGED',
    'ENETDOWN',
    'ERR_PROXY_CONNECTION_FAILED',
    'ERR_TUNNEL_CONNECTION_FAILED',
  ])('is ours whatever controls say: %s', async (code) => {
    expect(await settle({ kind: 'vanished', host: 'api.lumen.dev', others: 'up', code })).toMatchObject({
      blame: N,
      asked: [],
      failure: { network: { decidedBy: 'own' } },
    })
  })
})

describe('a silence in the middle of an exchange', () => {
  const silence = (more: Partial<Failure> = {}): Failure => ({
    class: 'timeout',
    blame: 'provider',
    message: 'no answer within 5 s',
    ...more,
  })
  const blameOf = async (failure: Failure, others: Others, url = 'https://api.lumen.dev') => {
    const target = at('watched', url)
    const targets = others === 'none' ? [target] : [target, at('other', 'https://api.other.dev')]
    const { ask } = controls(isUpFor(others))
    return (await blameNetwork(failure, { target, targets, defaults: [], ask })).blame
  }

  it('is ours only where controls were asked and none answers', async () => {
    expect(await blameOf(silence(), 'up')).toBe(P)
    expect(await blameOf(silence(), 'none')).toBe(P)
    expect(await blameOf(silence(), 'down')).toBe(N)
    expect(await blameOf(silence(), 'down', 'http://127.0.0.1:80')).toBe(P)
  })

  it('is the provider’s where a status proves that a server is there', async () => {
    expect(await blameOf(silence({ httpStatus: 200 }), 'down')).toBe(P)
  })
})

describe('the rule as a whole', () => {
  const ANY = fc.record({
    kind: fc.constantFrom(...KINDS),
    host: fc.constantFrom(...Object.values(HOSTS).flat()),
    others: fc.constantFrom<Others>('up', 'down', 'mixed', 'none'),
    configured: fc.constantFrom(undefined, [], ['tcp://control.dev:443'], ['https://one.one.dev', 'tcp://down.dev:1']),
  })

  it('never blames us where a control answered, and never the provider where all were asked and none did', async () => {
    await fc.assert(
      fc.asyncProperty(ANY, async ({ configured, ...connection }) => {
        const { failure } = await settle(configured ? { ...connection, configured } : connection)
        const { votes = [], decidedBy } = failure.network ?? {}
        if (votes.length > 0) expect(failure.blame).toBe(votes.some(({ up }) => up) ? P : N)
        expect(decidedBy).toBe(votes.length > 0 ? 'controls' : 'itself')
      }),
    )
  })

  it('asks only the configured controls where there are any', async () => {
    await fc.assert(
      fc.asyncProperty(ANY, async ({ configured, ...connection }) => {
        const { asked } = await settle(configured ? { ...connection, configured } : connection)
        if (configured) expect(configured).toEqual(expect.arrayContaining(asked))
      }),
    )
  })

  it('leaves every failure alone that is not about a connection', async () => {
    const failure: Failure = { class: 'server_error', blame: 'provider', message: 'HTTP 500', httpStatus: 500 }
    const { ask, asked } = controls(() => false)
    const target = at('watched', 'https://api.lumen.dev')
    expect(await blameNetwork(failure, { target, targets: [], ask })).toBe(failure)
    expect(asked).toEqual([])
  })
})
