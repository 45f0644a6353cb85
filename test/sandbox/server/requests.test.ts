import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { surfaceOfClient } from '../../../src/sandbox/server/client.ts'
import type { Env } from '../../../src/sandbox/server/deps.ts'
import { requestOfJson } from '../../../src/sandbox/server/dialect.ts'
import { loopbackHostOnly } from '../../../src/sandbox/server/host.ts'
import { NATURAL_PACE, varied } from '../../../src/sandbox/server/pace.ts'
import { INSTANT_PACE } from '../../support/instant-pace.ts'

const app = new Hono<Env>()
app.use('/guarded', loopbackHostOnly)
app.get('/guarded', (c) => c.text('in'))
app.get('/surface', (c) => c.text(surfaceOfClient('api')(c)))
app.all('/request', async (c) => c.json(await requestOfJson(c)))

const statusFor = async (host: string) => (await app.request('/guarded', { headers: { host } })).status

describe('the names that the sandbox answers to', () => {
  it.each([
    'localhost',
    'localhost:4180',
    'LOCALHOST:1',
    'chat.localhost:4180',
    '127.0.0.1',
    '127.8.9.10:65535',
    '[::1]:1',
  ])('are loopback names: %s', async (host) => {
    expect(await statusFor(host)).toBe(200)
  })

  it.each([
    'example.org',
    'localhost.example.org',
    '127.0.0.1.nip.io',
    'xlocalhost',
    '10.0.0.1',
    '[::2]',
    'localhost:',
    '',
  ])('are no others, by which a page elsewhere could reach it: %j', async (host) => {
    expect(await statusFor(host)).toBe(421)
  })
})

describe('the surface of a client', () => {
  it.each([
    [{ 'x-app': 'cli' }, 'cli'],
    [{ 'user-agent': 'claude-cli/2.1.330 (external, cli)' }, 'cli'],
    [{ 'user-agent': 'GeminiCLI-a/1.0' }, 'cli'],
    [{ 'user-agent': 'codex_exec/0.50' }, 'cli'],
    [{ 'user-agent': 'anthropic-sdk-typescript' }, 'api'],
    [{ 'user-agent': 'Mozilla/5.0 (client)' }, 'api'],
    [{ 'x-app': 'desktop' }, 'api'],
    [{}, 'api'],
  ] as const)('%j is %s', async (headers, surface) => {
    expect(await (await app.request('/surface', { headers })).text()).toBe(surface)
  })
})

describe('what a request to an API asks for', () => {
  const ask = async (body: string, method = 'POST') =>
    (await app.request('/request', { method, ...(method === 'GET' ? {} : { body }) })).json()

  it.each([
    ['{"stream":true,"model":"m"}', { stream: true, model: 'm' }],
    ['{"stream":"true","model":7}', { stream: false }],
    ['{}', { stream: false }],
    ['null', { stream: false }],
    ['{"stream":', { stream: false }],
    ['[true]', { stream: false }],
  ])('is read from %s', async (body, asked) => {
    expect(await ask(body)).toEqual(asked)
  })

  it('is nothing where it has no body', async () => {
    expect(await ask('', 'GET')).toEqual({ stream: false })
  })

  it('is read without a fault, whatever the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
        expect((await ask(body)) as object).toHaveProperty('stream')
      }),
      { numRuns: 30 },
    )
  })
})

describe('the pace of the sandbox', () => {
  it('varies by its spread to both sides, and not at all where it has none', () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.nat(10_000), share, (ms, random) => {
        const delay = varied(ms, NATURAL_PACE, () => random)
        expect(Math.abs(delay - ms)).toBeLessThanOrEqual(0.3 * ms + 0.5)
        expect(varied(ms, INSTANT_PACE, () => random)).toBe(ms)
      }),
    )
    expect([0, 0.5, 0.999_999].map((random) => varied(100, NATURAL_PACE, () => random))).toEqual([70, 100, 130])
  })
})
