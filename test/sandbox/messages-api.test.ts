import { once } from 'node:events'
import { type IncomingMessage, request as requestOver } from 'node:http'
import { json } from 'node:stream/consumers'
import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { API_HEADERS, PONG, sdk, useSandbox } from './support.ts'

const running = useSandbox()
const post = (path: string, body: string, headers: Record<string, string> = API_HEADERS) =>
  fetch(`${running.sandbox.url}${path}`, { method: 'POST', body, headers })

/** Asks with the headers of so large a body, and sends none of it: the answer ends the connection while a client still sends. */
async function announce(path: string, bytes: number): Promise<IncomingMessage> {
  const headers = { ...API_HEADERS, 'content-length': bytes }
  const request = requestOver(`${running.sandbox.url}${path}`, { method: 'POST', headers })
  onTestFinished(() => void request.destroy())
  request.flushHeaders()
  const [response] = await once(request, 'response')
  return response
}

describe('the official SDK', () => {
  it('gets a whole message', async () => {
    const { data, response } = await sdk(running).messages.create(PONG).withResponse()
    expect(data.content).toEqual([{ type: 'text', text: 'pong' }])
    expect(data).toMatchObject({ role: 'assistant', model: PONG.model, stop_reason: 'end_turn' })
    expect(data.usage.output_tokens).toBe(2)
    expect(response.headers.get('request-id')).toMatch(/^req_[0-9a-f]{24}$/)
  })

  it('streams a message to its end', async () => {
    const stream = sdk(running).messages.stream(PONG)
    const seen: string[] = []
    stream.on('streamEvent', (event) => seen.push(event.type))
    const message = await stream.finalMessage()
    expect(message.content).toMatchObject([{ type: 'text', text: 'pong' }])
    expect(seen).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  it('counts tokens and lists models', async () => {
    const { max_tokens: _unused, ...countable } = PONG
    const counted = await sdk(running).messages.countTokens(countable)
    expect(counted.input_tokens).toBeGreaterThan(3)
    const models = await sdk(running).models.list()
    expect(models.data.map(({ id }) => id)).toEqual(['lumen-large-2', 'lumen-small-2'])
  })

  it('gets an error when its key is wrong, and when the model is not there', async () => {
    const wrong = new Anthropic({ baseURL: running.sandbox.url, apiKey: 'other', maxRetries: 0 })
    await expect(wrong.messages.create(PONG)).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    const missing = sdk(running).messages.create({ ...PONG, model: 'absent-1' })
    await expect(missing).rejects.toMatchObject({ status: 404, type: 'not_found_error' })
  })
})

describe('the Messages API', () => {
  it('takes the key in either header, and any version of the API', async () => {
    const body = JSON.stringify(PONG)
    const { 'x-api-key': _key, ...rest } = API_HEADERS
    const bearer = { ...rest, authorization: `Bearer ${SANDBOX_ACCOUNT.apiKey}`, 'anthropic-version': '2026-10-21' }
    expect((await post('/v1/messages', body, bearer)).status).toBe(200)
    expect((await post('/v1/messages', body)).status).toBe(200)
    expect((await post('/v1/messages', body, rest)).status).toBe(401)
  })

  it('wants a version', async () => {
    const { 'anthropic-version': _version, ...rest } = API_HEADERS
    const response = await post('/v1/messages', JSON.stringify(PONG), rest)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('anthropic-version')
  })

  it('ignores betas, unknown fields, system prompts, tools and roles as a real client sends them', async () => {
    const body = {
      ...PONG,
      model: 'claude-haiku-4-5',
      max_tokens: 128_000,
      system: [{ type: 'text', text: 'You are a probe.', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'Bash', input_schema: { type: 'object' } }],
      thinking: { type: 'adaptive' },
      context_management: { edits: [] },
      output_config: { effort: 'low' },
      metadata: { user_id: 'u' },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Reply with exactly: pong' }] },
      ],
    }
    const headers = { ...API_HEADERS, 'anthropic-beta': 'claude-code-20250219,effort-2025' }
    const response = await post('/v1/messages?beta=true', JSON.stringify(body), headers)
    expect(await response.json()).toMatchObject({ model: 'claude-haiku-4-5', content: [{ text: 'pong' }] })
  })

  it('names the request and what is left of the rate limits on every answer', async () => {
    const first = await post('/v1/messages', JSON.stringify(PONG))
    const second = await post('/v1/messages', JSON.stringify({ ...PONG, stream: true }))
    await second.text()
    const remaining = (response: Response) => Number(response.headers.get('anthropic-ratelimit-requests-remaining'))
    expect(remaining(second)).toBe(remaining(first) - 1)
    expect(Date.parse(first.headers.get('anthropic-ratelimit-requests-reset') ?? '')).toBeGreaterThan(Date.now() - 1)
    for (const response of [first, second]) expect(response.headers.get('request-id')).toMatch(/^req_/)
    expect(second.headers.get('content-type')).toMatch(/^text\/event-stream/)
  })

  it('stops at the token limit and says so', async () => {
    const response = await post('/v1/messages', JSON.stringify({ ...PONG, max_tokens: 1 }))
    expect(await response.json()).toMatchObject({ stop_reason: 'max_tokens', content: [{ text: 'po' }] })
  })

  it.each([
    ['', 'not JSON at all'],
    ['{', 'half an object'],
    ['[]', 'an array'],
    ['null', 'null'],
    ['{"model":"lumen-large-2","max_tokens":5}', 'no messages'],
    ['{"model":"lumen-large-2","max_tokens":5,"messages":[]}', 'no message'],
    ['{"model":"lumen-large-2","max_tokens":"5","messages":[{"role":"user","content":"a"}]}', 'a limit that is text'],
    ['{"model":"lumen-large-2","max_tokens":5,"messages":[{"role":"user","content":7}]}', 'content that is a number'],
    [`{"model":"${'x'.repeat(500)}","max_tokens":5,"messages":[{"role":"user","content":"a"}]}`, 'an endless name'],
  ])('answers the body %.40j (%s) with an invalid_request_error', async (body) => {
    const response = await post('/v1/messages', body)
    expect(response.status).toBe(400)
    const answer = (await response.json()) as Record<string, unknown>
    expect(answer).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } })
    expect(answer.request_id).toBe(response.headers.get('request-id'))
  })

  it('reads a body of a megabyte, and refuses one over 32 MB', async () => {
    const filler = (bytes: number) => JSON.stringify({ ...PONG, metadata: { filler: 'x'.repeat(bytes) } })
    expect((await post('/v1/messages', filler(1_100_000))).status).toBe(200)
    const refused = await announce('/v1/messages', 33 * 1024 * 1024)
    expect(refused.statusCode).toBe(413)
    expect(await json(refused)).toMatchObject({ error: { type: 'request_too_large' } })
  })

  it('answers HEAD, hello and unknown addresses without a stir', async () => {
    const status = async (path: string, method: string) => (await fetch(running.sandbox.url + path, { method })).status
    expect(await status('/', 'HEAD')).toBe(200)
    expect(await status('/api/hello', 'HEAD')).toBe(200)
    expect(await status('/v1/nothing', 'GET')).toBe(404)
    expect(await status('/v1/messages', 'GET')).toBe(404)
  })
})
