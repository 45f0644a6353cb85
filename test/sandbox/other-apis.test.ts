import { describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { useSandbox } from './support.ts'

const running = useSandbox()
const KEY = SANDBOX_ACCOUNT.apiKey
const PROMPT = 'Reply with exactly: pong'
const post = (path: string, body: unknown, headers: Record<string, string>) =>
  fetch(running.sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** The JSON of every data line of an event stream. */
async function dataOf(response: Response) {
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const lines = (await response.text()).split(/\r?\n/).filter((line) => line.startsWith('data: '))
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked at by path
  return lines.map((line) => JSON.parse(line.slice(6)) as any)
}

describe('the Responses API', () => {
  const ask = (more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    post(
      '/v1/responses',
      { model: 'meridian-1', input: PROMPT, ...more },
      { authorization: `Bearer ${KEY}`, ...headers },
    )

  it('streams from created to completed, as Codex needs it', async () => {
    const content = [{ type: 'input_text', text: PROMPT }]
    const input = [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] },
      { type: 'message', role: 'user', content },
    ]
    const events = await dataOf(await ask({ input, stream: true, instructions: 'You are a probe.', tools: [] }))
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events.at(-2).item.content[0].text).toBe('pong')
    expect(events.at(-1).response).toMatchObject({ status: 'completed', usage: { output_tokens: 2 } })
  })

  it('answers whole, and says when the limit cut it', async () => {
    expect(await (await ask()).json()).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'pong' }] }] })
    expect(await (await ask({ max_output_tokens: 1 })).json()).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
  })

  it('refuses a wrong key and a body without input', async () => {
    expect((await ask({}, { authorization: 'Bearer other' })).status).toBe(401)
    expect((await ask({ input: 7 })).status).toBe(400)
  })

  it('counts as surface cli for a command-line client', async () => {
    await running.control.break('cli', '529')
    expect((await ask({}, { 'user-agent': 'codex_exec/0.169.0 (Debian 12)' })).status).toBe(529)
    expect((await ask()).status).toBe(200)
    await running.control.heal()
    await running.control.break('model-b', 'overloaded-mid')
    const events = await dataOf(await ask({ stream: true }))
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_is_overloaded' } },
    })
  })
})

describe('the generateContent API', () => {
  const path = (method: string) => `/v1beta/models/gemini-2.5-flash:${method}`
  const BODY = { contents: [{ role: 'user', parts: [{ text: PROMPT }] }] }
  const ask = (method: string, body: unknown = BODY, headers: Record<string, string> = { 'x-goog-api-key': KEY }) =>
    post(path(method), body, headers)

  it('streams chunks, the last with its reason to finish', async () => {
    const response = await post(`${path('streamGenerateContent')}?alt=sse`, BODY, { 'x-goog-api-key': KEY })
    const chunks = await dataOf(response)
    expect(chunks.map((chunk) => chunk.candidates[0].content.parts[0].text).join('')).toBe('pong')
    expect(chunks.map((chunk) => chunk.candidates[0].finishReason)).toEqual([undefined, undefined, 'STOP'])
    expect(chunks[0].modelVersion).toBe('gemini-2.5-flash')
  })

  it('answers whole within the limit', async () => {
    const body = { ...BODY, generationConfig: { maxOutputTokens: 1 } }
    expect(await (await ask('generateContent', body)).json()).toMatchObject({
      candidates: [{ content: { parts: [{ text: 'po' }] }, finishReason: 'MAX_TOKENS' }],
    })
  })

  it('answers errors in its own format', async () => {
    const seen = async (response: Response) => [response.status, await response.json()]
    expect(await seen(await ask('generateContent', BODY, {}))).toMatchObject([
      401,
      { error: { status: 'UNAUTHENTICATED' } },
    ])
    expect(await seen(await ask('generateContent', '{'))).toMatchObject([
      400,
      { error: { status: 'INVALID_ARGUMENT' } },
    ])
    expect(await seen(await ask('deleteEverything'))).toMatchObject([404, { error: { status: 'NOT_FOUND' } }])
    await running.control.break('model-b', '429')
    expect(await seen(await ask('generateContent'))).toMatchObject([429, { error: { status: 'RESOURCE_EXHAUSTED' } }])
  })

  it('counts as surface cli for Gemini CLI, by stream and by model', async () => {
    const cli = { 'x-goog-api-key': KEY, 'user-agent': 'GeminiCLI/0.61.0/gemini-2.5-flash (linux; x64)' }
    await running.control.break('cli', '500', { only: 'stream', model: 'gemini-2.5-flash' })
    expect((await ask('streamGenerateContent', BODY, cli)).status).toBe(500)
    expect((await ask('generateContent', BODY, cli)).status).toBe(200)
    expect((await ask('streamGenerateContent')).status).toBe(200)
  })
})
