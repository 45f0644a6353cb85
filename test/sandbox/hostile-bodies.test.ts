import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { API_HEADERS, useSandbox } from './support.ts'

const running = useSandbox()
const BEARER = { authorization: `Bearer ${SANDBOX_ACCOUNT.apiKey}` }

/** Each API: where it is asked, the words of its errors, and a body that it answers. */
const APIS = [
  {
    what: 'Messages',
    ...{ path: '/v1/messages', headers: API_HEADERS, error: { type: 'error', error: { type: expect.any(String) } } },
    good: { model: 'lumen-small-2', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] },
  },
  {
    what: 'chat completions',
    ...{ path: '/v1/chat/completions', headers: BEARER, error: { error: { message: expect.any(String) } } },
    good: { model: 'meridian-1', messages: [{ role: 'user', content: 'Hi' }] },
  },
  {
    what: 'responses',
    ...{ path: '/v1/responses', headers: BEARER, error: { error: { message: expect.any(String) } } },
    good: { model: 'meridian-1', input: [{ role: 'user', content: 'Hi' }] },
  },
  {
    what: 'generateContent',
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    headers: { 'x-goog-api-key': SANDBOX_ACCOUNT.apiKey },
    error: { error: { code: expect.any(Number), status: expect.any(String) } },
    good: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
  },
] as const

/** A body that is nearly good: one value somewhere in it is replaced by any other. */
function nearly(good: object): fc.Arbitrary<string> {
  const text = JSON.stringify(good)
  const values = [...text.matchAll(/(?<=[:[,])("[^"]*"|\d+|\[.*\]|\{.*\})(?=[,\]}])/g)]
  return fc.tuple(fc.constantFrom(...values), fc.jsonValue()).map(([{ index, 0: old }, value]) => {
    return text.slice(0, index) + JSON.stringify(value) + text.slice(index + old.length)
  })
}

describe.each(APIS)('the $what API of the sandbox', ({ path, headers, error, good }) => {
  const post = async (body: string) => {
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }
    const response = await fetch(running.sandbox.url + path, init)
    return { status: response.status, text: await response.text() }
  }

  it('answers a good body', async () => {
    expect((await post(JSON.stringify(good))).status).toBe(200)
  })

  it('answers any body, or refuses it in its own words, and is never upset by one', async () => {
    const body = fc.oneof(fc.json(), fc.string(), nearly(good))
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const answer = await post(text)
        expect([200, 400, 404]).toContain(answer.status)
        if (answer.status !== 200) expect(JSON.parse(answer.text)).toMatchObject(error)
      }),
      propertyRuns(15),
    )
  })
})

describe('the control endpoint of the sandbox', () => {
  const send = async (method: string, path: string, body: string) => {
    const init = { method, body, headers: { 'content-type': 'application/json' } }
    const response = await fetch(running.sandbox.controlUrl + path, init)
    return { status: response.status, body: (await response.json()) as { error?: { code?: string; message?: string } } }
  }

  it.each([
    ['PUT', '/faults/api', { fault: '529', only: 'stream' }],
    ['POST', '/status-page', { component: 'api', status: 'major_outage' }],
  ] as const)('answers %s %s with any body, or says what is wrong with it', async (method, path, good) => {
    expect((await send(method, path, JSON.stringify(good))).status).toBe(200)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), nearly(good)), async (text) => {
        const { status, body } = await send(method, path, text)
        expect([200, 400]).toContain(status)
        if (status === 400) expect(body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
      }),
      propertyRuns(15),
    )
  })

  it.each<[object, string]>([
    [{ status: 'major_outage' }, 'a status without its component'],
    [
      { status: 'major_outage', incident: { name: 'x', status: 'investigating' } },
      'a status with an incident and no component',
    ],
    [{ component: 'api' }, 'a component without a status'],
    [{ component: 'api', status: 'gone' }, 'a status that is none'],
    [{ incident: { name: '', status: 'investigating' } }, 'an incident without a name'],
    [{ more: 1 }, 'an unknown key'],
  ])('refuses %j: %s', async (change) => {
    const before = await (await fetch(`${running.sandbox.url}/api/v2/components.json`)).json()
    const { status, body } = await send('POST', '/status-page', JSON.stringify(change))
    expect({ status, code: body.error?.code }).toEqual({ status: 400, code: 'status_page' })
    const { components } = (await (await fetch(`${running.sandbox.url}/api/v2/components.json`)).json()) as {
      components: unknown
    }
    expect(components).toEqual((before as { components: unknown }).components)
  })
})
