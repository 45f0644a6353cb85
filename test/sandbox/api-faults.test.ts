import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { apiClients } from './api-clients.ts'
import { API_HEADERS, PONG, sdk, useSandbox } from './support.ts'

const running = useSandbox()
const { create, finalText, raw, iterate } = apiClients(running)

describe('a status fault of the api', () => {
  it.each([
    ['400', 400, 'invalid_request_error', Anthropic.BadRequestError],
    ['credit', 400, 'invalid_request_error', Anthropic.BadRequestError],
    ['401', 401, 'authentication_error', Anthropic.AuthenticationError],
    ['403', 403, 'permission_error', Anthropic.PermissionDeniedError],
    ['404', 404, 'not_found_error', Anthropic.NotFoundError],
    ['413', 413, 'request_too_large', Anthropic.APIError],
    ['429', 429, 'rate_limit_error', Anthropic.RateLimitError],
    ['429-no-retry-after', 429, 'rate_limit_error', Anthropic.RateLimitError],
    ['429-headroom', 429, 'rate_limit_error', Anthropic.RateLimitError],
    ['spend-cap', 429, 'rate_limit_error', Anthropic.RateLimitError],
    ['500', 500, 'api_error', Anthropic.InternalServerError],
    ['503', 503, 'api_error', Anthropic.InternalServerError],
    ['504', 504, 'timeout_error', Anthropic.InternalServerError],
    ['529', 529, 'overloaded_error', Anthropic.InternalServerError],
  ])('%s reaches the SDK as status %i, type %s, streaming or not', async (fault, status, type, kind) => {
    await running.control.break('api', fault)
    for (const ask of [create, finalText]) {
      const error = await ask().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(kind)
      expect(error).toMatchObject({ status, type, requestID: expect.stringMatching(/^req_/) })
    }
  })

  it('429 carries retry-after and no room left; the other two differ in that', async () => {
    const seen = async (fault: string) => {
      await running.control.break('api', fault)
      const { headers } = await raw()
      return [headers.get('retry-after'), headers.get('anthropic-ratelimit-requests-remaining') === '0']
    }
    expect(await seen('429')).toEqual(['7', true])
    expect(await seen('429-no-retry-after')).toEqual([null, true])
    expect(await seen('429-headroom')).toEqual(['2', false])
  })

  it('spend-cap names its error code and no time to retry', async () => {
    await running.control.break('api', 'spend-cap')
    const response = await raw()
    expect(response.headers.get('retry-after')).toBeNull()
    expect(await response.json()).toMatchObject({
      error: { details: { error_code: 'enforced_spend_limit_reached' } },
    })
  })

  it('can carry a header of choice, such as one that forbids retries', async () => {
    await running.control.break('api', '500', { headers: { 'x-should-retry': 'false' } })
    const patient = new Anthropic({ baseURL: running.sandbox.url, apiKey: API_HEADERS['x-api-key'], maxRetries: 3 })
    await expect(patient.messages.create(PONG)).rejects.toMatchObject({ status: 500 })
    expect((await running.control.faults())[0]?.hits).toBe(1)
  })

  it('hits all routes of the api unless one is named', async () => {
    const models = () =>
      sdk(running)
        .models.list()
        .then(
          () => 'ok',
          (error: { status?: number }) => error.status,
        )
    await running.control.break('api', '500')
    expect(await models()).toBe(500)
    await running.control.heal()
    await running.control.break('api', '500', { route: 'count_tokens' })
    expect(await models()).toBe('ok')
    expect(await finalText()).toBe('pong')
  })

  it('leaves command-line clients alone', async () => {
    await running.control.break('api', '500')
    const asCli = { method: 'POST', body: JSON.stringify(PONG), headers: { ...API_HEADERS, 'x-app': 'cli' } }
    expect((await fetch(`${running.sandbox.url}/v1/messages`, asCli)).status).toBe(200)
    await running.control.heal()
    await running.control.break('cli', '500')
    expect((await fetch(`${running.sandbox.url}/v1/messages`, asCli)).status).toBe(500)
    expect((await raw()).status).toBe(200)
  })
})

describe('a connection fault of the api', () => {
  it('hang gives no headers until the client gives up', async () => {
    await running.control.break('api', 'hang')
    await expect(create(200)).rejects.toBeInstanceOf(Anthropic.APIConnectionTimeoutError)
  })

  it.each([
    ['reset', 'ECONNRESET'],
    ['close', 'UND_ERR_SOCKET'],
  ])('%s ends the connection before an answer (%s)', async (fault, code) => {
    await running.control.break('api', fault)
    const error = (await raw().catch((thrown: unknown) => thrown)) as Error & { cause?: { code?: string } }
    expect(error.cause?.code).toBe(code)
    await expect(create()).rejects.toBeInstanceOf(Anthropic.APIConnectionError)
  })

  it('cut resets the connection in the middle of the text', async () => {
    await running.control.break('api', 'cut')
    const { text, error } = await iterate()
    expect(text).toBe('po')
    expect(error?.message).toBe('terminated')
    await expect(create()).rejects.toThrow()
  })
})

describe('an edge fault of the api', () => {
  it.each([
    ['html', 502, 'Bad Gateway'],
    ['html-200', 200, 'Network sign-on'],
    ['maintenance', 503, 'will be back soon'],
    ['maintenance-200', 200, 'will be back soon'],
    ['challenge', 403, 'Verify you are human'],
  ])('%s answers %i with a page that says %j', async (fault, status, words) => {
    await running.control.break('api', fault)
    const response = await raw()
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain(words)
  })

  it('empty-200 says all is well and nothing else', async () => {
    await running.control.break('api', 'empty-200')
    const response = await raw()
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('redirect-loop never arrives', async () => {
    await running.control.break('api', 'redirect-loop')
    const response = await raw()
    expect(response.status).toBe(307)
    const error = (await fetch(`${running.sandbox.url}/moved`).catch((thrown: unknown) => thrown)) as Error
    expect(String(error.cause)).toContain('redirect count exceeded')
  })
})
