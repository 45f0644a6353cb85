import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { MonitorError } from '../../src/core/index.ts'
import { controlClient, sandboxAnswers } from '../../src/sandbox/index.ts'
import { useSandbox } from './support.ts'

const running = useSandbox()
const problem = async (work: Promise<unknown>): Promise<MonitorError> => {
  const thrown = await work.catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(MonitorError)
  return thrown as MonitorError
}
const call = (path: string, init: RequestInit = {}) => fetch(running.sandbox.controlUrl + path, init)
const JSON_TYPE = { 'content-type': 'application/json' }

/** Status of a request that claims to be for another host. */
function statusForHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

describe('the control client', () => {
  it('breaks a door, lists it and heals it', async () => {
    const active = await running.control.break('login', '500', { times: 3 })
    expect(active).toMatchObject({ surface: 'login', fault: '500', options: { times: 3 }, hits: 0 })
    expect(await running.control.faults()).toEqual([active])
    expect(await running.control.heal('chat')).toBe(0)
    expect(await running.control.heal('login')).toBe(1)
    expect(await running.control.faults()).toEqual([])
  })

  it('heals all doors at once', async () => {
    for (const surface of ['login', 'chat', 'console', 'cli', 'api']) await running.control.break(surface, 'hang')
    expect(await running.control.heal()).toBe(5)
  })

  it('passes on what the sandbox says is wrong, with its hint', async () => {
    const unknown = await problem(running.control.break('login', '5OO'))
    expect(unknown).toMatchObject({ code: 'unknown_fault' })
    expect(unknown.hint).toContain('500')
    expect(await problem(running.control.heal('../health'))).toMatchObject({ code: 'unknown_surface' })
  })

  it('says that no sandbox answers, and what to do', async () => {
    const error = await problem(controlClient('http://127.0.0.1:9').faults())
    expect(error.code).toBe('no_sandbox')
    expect(error.hint).toContain('doorwatch start')
    expect(await sandboxAnswers('http://127.0.0.1:9')).toBe(false)
  })

  it('takes a service that is not a control endpoint for no sandbox', async () => {
    expect(await problem(controlClient(running.sandbox.url).faults())).toBeInstanceOf(MonitorError)
    expect(await sandboxAnswers(running.sandbox.url)).toBe(false)
    expect(await sandboxAnswers(running.sandbox.controlUrl)).toBe(true)
  })
})

describe('the control endpoint', () => {
  it('is a control check of the network, which can be broken as well', async () => {
    expect(await (await call('/health')).json()).toMatchObject({ ok: true })
    await running.control.break('network', '503')
    expect((await call('/health')).status).toBe(503)
    await running.control.break('network', 'reset')
    await expect(call('/health')).rejects.toThrow()
  })

  it.each([
    ['{', JSON_TYPE],
    ['[]', JSON_TYPE],
    ['null', JSON_TYPE],
    ['{"fault":"500"}', { 'content-type': 'text/plain' }],
    ['fault=500', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('refuses the body %j', async (body, headers) => {
    const response = await call('/faults/api', { method: 'PUT', body, headers })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'bad_json' } })
    expect(await running.control.faults()).toEqual([])
  })

  it('refuses a body that is too large', async () => {
    const body = JSON.stringify({ fault: '500', filler: 'x'.repeat(100_000) })
    expect((await call('/faults/api', { method: 'PUT', body, headers: JSON_TYPE })).status).toBe(413)
  })

  it('knows no other address, and answers no page of a foreign origin', async () => {
    const response = await call('/nothing', { headers: { origin: 'https://example.org' } })
    expect(response.status).toBe(404)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await call('/faults/api', { method: 'OPTIONS', headers: { origin: 'https://example.org' } })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each(['example.org', 'localhost.example.org', '10.0.0.7:4181', '127.0.0.1.example.org'])(
    'turns away a request for host %j, as the service does',
    async (host) => {
      expect(await statusForHost(`${running.sandbox.controlUrl}/health`, host)).toBe(421)
      expect(await statusForHost(`${running.sandbox.url}/`, host)).toBe(421)
    },
  )

  it.each(['localhost', 'localhost:4181', '127.0.0.1:9', '[::1]:80', 'lumen.localhost'])(
    'answers to host %j',
    async (host) => {
      expect(await statusForHost(`${running.sandbox.controlUrl}/health`, host)).toBe(200)
    },
  )
})
