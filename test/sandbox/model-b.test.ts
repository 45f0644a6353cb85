import { describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { useSandbox } from './support.ts'

const running = useSandbox()
const HEADERS = { authorization: `Bearer ${SANDBOX_ACCOUNT.apiKey}`, 'content-type': 'application/json' }
const ASK = { model: 'meridian-1', messages: [{ role: 'user', content: 'Reply with exactly: pong' }] }
const post = (body: unknown, headers: Record<string, string> = HEADERS) =>
  fetch(`${running.sandbox.url}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })

/** The JSON of each data line, and whether the stream ended with [DONE]. */
async function streamed(body: unknown) {
  const response = await post(body)
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const lines = (await response.text()).split('\n\n').filter((line) => line !== '')
  const done = lines.at(-1) === 'data: [DONE]'
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked at by path
  const chunks: any[] = lines.filter((line) => line !== 'data: [DONE]').map((line) => JSON.parse(line.slice(6)))
  return { chunks, done, text: chunks.map((chunk) => chunk.choices?.[0].delta.content ?? '').join('') }
}

describe('model B', () => {
  it('answers whole', async () => {
    expect(await (await post(ASK)).json()).toMatchObject({
      object: 'chat.completion',
      model: 'meridian-1',
      choices: [{ message: { role: 'assistant', content: 'pong' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 2 },
    })
  })

  it('streams chunk by chunk to [DONE]', async () => {
    const { chunks, done, text } = await streamed({ ...ASK, stream: true })
    expect({ done, text }).toEqual({ done: true, text: 'pong' })
    expect(chunks[0].choices[0].delta.role).toBe('assistant')
    expect(chunks.at(-1).choices[0].finish_reason).toBe('stop')
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('reads parts, limits and roles as real clients send them', async () => {
    const parts = [{ type: 'text', text: 'Reply with exactly: pong' }]
    const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: parts },
    ]
    const answer = await (await post({ ...ASK, messages, max_completion_tokens: 1, temperature: 0 })).json()
    expect(answer).toMatchObject({ choices: [{ message: { content: 'po' }, finish_reason: 'length' }] })
  })

  it('lists its own models to a client that sends no version, and the others to one that does', async () => {
    const list = async (headers: Record<string, string>) => {
      const answer = (await (await fetch(`${running.sandbox.url}/v1/models`, { headers })).json()) as {
        data: { id: string }[]
      }
      return answer.data.map(({ id }) => id)
    }
    expect(await list(HEADERS)).toEqual(['meridian-1'])
    expect(await list({ ...HEADERS, 'anthropic-version': '2023-06-01' })).toContain('lumen-large-2')
  })

  it('refuses a wrong key and a body without messages, in its own shape', async () => {
    const denied = await post(ASK, { ...HEADERS, authorization: 'Bearer other' })
    expect([denied.status, await denied.json()]).toMatchObject([401, { error: { type: 'authentication_error' } }])
    const wrong = await post({ model: 'meridian-1' })
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }])
  })

  it('stays up while the Messages API is down, and breaks by itself', async () => {
    await running.control.break('api', '529')
    expect((await post(ASK)).status).toBe(200)
    await running.control.break('model-b', '529')
    const response = await post(ASK)
    expect([response.status, await response.json()]).toMatchObject([529, { error: { message: 'Overloaded' } }])
  })

  it('can fail in the middle of a stream', async () => {
    await running.control.break('model-b', 'overloaded-mid')
    const { chunks, done, text } = await streamed({ ...ASK, stream: true })
    expect({ done, text }).toEqual({ done: false, text: 'po' })
    expect(chunks.at(-1)).toMatchObject({ error: { type: 'overloaded_error' } })
    await running.control.break('model-b', 'no-end')
    expect(await streamed({ ...ASK, stream: true })).toMatchObject({ done: false, text: 'pong' })
  })
})
