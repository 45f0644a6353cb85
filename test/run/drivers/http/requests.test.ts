import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../../src/core/index.ts'
import { apiProbe } from '../../../../src/probe/index.ts'
import { ObservedFailure } from '../../../../src/run/classify/thrown.ts'
import { failureCode } from '../../../../src/run/drivers/http/failure-code.ts'
import { siteTarget } from '../../engine-kit.ts'
import { runHere } from '../../kit.ts'

const KEY = 'sk-planted/key+of 9e8d7c6b5a'
let url = ''
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://service')
  if (pathname === '/never') return undefined
  if (pathname === '/busy') return response.writeHead(529, { 'content-type': 'application/json' }).end('{}')
  if (pathname === '/broken') {
    response.writeHead(200, { 'content-length': '900' }).write('half')
    return setImmediate(() => response.destroy())
  }
  return response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

type Body = Parameters<typeof apiProbe>[1]

/** The report of a probe with this body, whose key is planted. */
function report(body: Body, stepMs = 5_000) {
  const target: Target = siteTarget(url, { api: { url, key: new Secret('API_KEY', KEY), model: 'small-1' } as never })
  return runHere(apiProbe({ name: 'api', surface: 'api', every: '1m', timeout: '20s' }, body), target, { stepMs })
}

const HOST = () => url.slice('http://'.length)

describe('the requests of an api probe', () => {
  it('are recorded in their steps with method, address, status and times', async () => {
    const { steps } = await report(async ({ step, http }) => {
      await step('list', async () => void (await http.request(`${url}/v1/models?limit=9`)))
      await step('send', async () => {
        await http.request(`${url}/v1/chats/4f0b1a2c-33d4-4e55-8f66-778899aabbcc`, { json: { a: 1 } })
        await http.request(`${url}/busy`, { method: 'PUT', body: 'x' })
      })
    })
    expect(
      steps.map(({ requests }) => requests?.map(({ method, address, status }) => [method, address, status])),
    ).toEqual([
      [['GET', `${HOST()}/v1/models`, 200]],
      [
        ['POST', `${HOST()}/v1/chats/:id`, 200],
        ['PUT', `${HOST()}/busy`, 529],
      ],
    ])
    for (const { requests = [], durationMs } of steps) {
      for (const request of requests) {
        expect(request).not.toHaveProperty('failure')
        expect(request.offsetMs + request.durationMs).toBeLessThanOrEqual(durationMs + 2)
      }
    }
    expect(steps[0]?.requests?.[0]?.bytes ?? 11).toBe(11)
  })

  it('say why there was no answer, and that one broke off', async () => {
    const { steps } = await report(async ({ step, http }) => {
      await step('refused', async () => void (await http.request('http://127.0.0.1:1/x').catch(() => {})))
      await step('broken', async () => void (await http.request(`${url}/broken`).catch(() => {})))
      await step('hangs', async () => void (await http.request(`${url}/never`)))
    }, 3_000)
    expect(steps.map(({ requests }) => requests?.map(({ status, failure }) => [status, failure]))).toEqual([
      [[undefined, 'ECONNREFUSED']],
      [[200, expect.stringMatching(/^(ECONNRESET|truncated)$/)]],
      [[undefined, 'timeout']],
    ])
  })

  it('hold no secret from address, query, header or body', async () => {
    const planted = await report(async ({ step, http }) => {
      await step('send', async () => {
        const headers = { authorization: `Bearer ${KEY}` }
        await http.request(`${url}/v1/${encodeURIComponent(KEY)}/x?key=${encodeURIComponent(KEY)}`, {
          headers,
          body: KEY,
        })
        await http.request(`${url}/a/${KEY.replace(' ', '%20')}/b#${encodeURIComponent(KEY)}`)
      })
    })
    const [step] = planted.steps
    expect(step?.requests?.map(({ address }) => address)).toEqual([
      `${HOST()}/v1/[secret API_KEY]/x`,
      `${HOST()}/a/[secret API_KEY]/b`,
    ])
    expect(JSON.stringify(planted)).not.toMatch(/planted|9e8d7c6b5a/)
  })

  it('are not recorded outside of a step', async () => {
    const { steps } = await report(async ({ step, http }) => {
      await http.request(`${url}/early`)
      await step('nothing', () => {})
    })
    expect(steps[0]).not.toHaveProperty('requests')
  })
})

describe('why a request failed, in one word', () => {
  const withCode = (code: string) => Object.assign(new Error('x'), { code })
  const observed = (kind: 'stalled' | 'timeout', cause?: Error) =>
    new ObservedFailure({ class: kind, message: 'x' }, cause)

  it.each([
    [withCode('ECONNRESET'), undefined, 'ECONNRESET'],
    [observed('timeout', withCode('ENOTFOUND')), undefined, 'ENOTFOUND'],
    [observed('timeout', withCode('ABORT_ERR')), undefined, 'timeout'],
    [observed('stalled'), 200, 'stalled'],
    [observed('timeout'), 529, undefined],
    [new Error('own'), undefined, 'failed'],
    ['no error at all', 200, 'failed'],
  ])('is of %s after %s: %s', (error, status, word) => {
    expect(failureCode(error, status)).toBe(word)
  })
})
