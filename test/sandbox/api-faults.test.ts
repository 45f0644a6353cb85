import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { API_HEADERS, PONG, sdk, useSandbox } from './support.ts'

const running = useSandbox()
const create = (timeoutMs?: number) => sdk(running, timeoutMs).messages.create(PONG)
const finalText = async (timeoutMs?: number) => sdk(running, timeoutMs).messages.stream(PONG).finalText()
const raw = (stream = false, signal: AbortSignal | null = null) =>
  fetch(`${running.sandbox.url}/v1/messages`, {
    method: 'POST',
    headers: API_HEADERS,
    body: JSON.stringify({ ...PONG, stream }),
    redirect: 'manual',
    signal,
  })

/** Reads an event stream through the SDK; gives what was seen before it ended or threw. */
async function iterate() {
  const seen: string[] = []
  let text = ''
  try {
    for await (const event of await sdk(running).messages.create({ ...PONG, stream: true })) {
      seen.push(event.type)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text
    }
    return { seen, text, error: undefined }
  } catch (error) {
    return { seen, text, error: error as Error & { status?: number; type?: string } }
  }
}

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

describe('a stream fault of the api', () => {
  it('headers-only answers 200 and then nothing', async () => {
    await running.control.break('api', 'headers-only')
    const response = await raw(true, AbortSignal.timeout(300))
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow(/timeout|abort/i)
  })

  it.each([true, false])('stall falls silent in the middle (streaming: %s)', async (stream) => {
    await running.control.break('api', 'stall')
    const response = await raw(stream, AbortSignal.timeout(300))
    let text = ''
    const read = async () => {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString()
    }
    await expect(read()).rejects.toThrow(/timeout|abort/i)
    expect(text.length).toBeGreaterThan(20)
    expect(text).not.toContain('message_stop')
  })

  it('ping-only goes on pinging without a word', async () => {
    await running.control.break('api', 'ping-only')
    const response = await raw(true, AbortSignal.timeout(2_500))
    let text = ''
    const read = async () => {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString()
    }
    await expect(read()).rejects.toThrow()
    expect(text.match(/event: ping/g)?.length).toBeGreaterThanOrEqual(2)
    expect(text).not.toContain('content_block_delta')
  })

  it.each([
    ['overloaded-first', 'overloaded_error', ''],
    ['overloaded-mid', 'overloaded_error', 'po'],
    ['api-error-mid', 'api_error', 'po'],
  ])('%s is an error event of type %s after %j', async (fault, type, before) => {
    await running.control.break('api', fault)
    const { text, error } = await iterate()
    expect(text).toBe(before)
    expect(error).toMatchObject({ type, status: undefined })
    await expect(create(), 'a request without streaming passes').resolves.toBeTruthy()
  })

  it('truncated ends cleanly in mid-text, which the SDK takes for an end when it iterates', async () => {
    await running.control.break('api', 'truncated')
    expect(await iterate()).toMatchObject({ text: 'po', error: undefined })
    await expect(finalText()).rejects.toThrow(/ended without/)
    await expect(create()).rejects.toThrow()
  })

  it('no-end has everything but message_stop', async () => {
    await running.control.break('api', 'no-end')
    const { seen, text } = await iterate()
    expect(text).toBe('pong')
    expect(seen.at(-1)).toBe('message_delta')
    await expect(finalText()).rejects.toThrow(/ended without/)
  })

  it('malformed breaks the JSON of one event', async () => {
    await running.control.break('api', 'malformed')
    expect((await iterate()).error).toBeInstanceOf(SyntaxError)
  })

  it('slow waits before the headers, slow-first-token after them, slow-tokens all the way', async () => {
    // Half of it may pass before a busy machine sees the headers.
    const delayMs = 400
    const times = async (fault: string) => {
      await running.control.break('api', fault, { delayMs })
      const from = performance.now()
      const response = await raw(true)
      const headers = performance.now() - from
      await response.text()
      return { headers, body: performance.now() - from - headers }
    }
    const slow = await times('slow')
    expect(slow.headers).toBeGreaterThan(delayMs - 5)
    const first = await times('slow-first-token')
    expect(first.body).toBeGreaterThan(delayMs / 2)
    expect(first.headers).toBeLessThan(slow.headers + first.body)
    expect((await times('slow-tokens')).body).toBeGreaterThan(1.5 * delayMs)
  })
})

describe('a reply fault of the api', () => {
  it.each([
    ['wrong-answer', 'I am not able to help with that right now.', 'end_turn'],
    ['empty-answer', '', 'end_turn'],
    ['doubled-answer', 'popongng', 'end_turn'],
    ['refusal', 'I am not able to help with that right now.', 'refusal'],
    ['max-tokens', 'po', 'max_tokens'],
  ])('%s says %j with stop reason %s, streaming or not', async (fault, text, stop) => {
    await running.control.break('api', fault)
    const [whole, streamed] = [await create(), await sdk(running).messages.stream(PONG).finalMessage()]
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe(stop)
      expect(message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')).toBe(text)
    }
  })

  it('wrong-model answers as another model than the one asked for', async () => {
    await running.control.break('api', 'wrong-model')
    expect((await create()).model).toBe('lumen-tiny-1')
  })
})
