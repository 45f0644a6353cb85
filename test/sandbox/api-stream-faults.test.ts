import { describe, expect, it } from 'vitest'
import { apiClients } from './api-clients.ts'
import { PONG, sdk, useSandbox } from './support.ts'

const running = useSandbox()
const { create, finalText, raw, iterate } = apiClients(running)

/** Silence after which a stream counts as stalled, ms. */
const SILENCE_MS = 300

/**
 * Reads an answer until it has what is expected of it, and for a while longer. Then gives up, as a client does; fails where the
 * answer ended before.
 */
async function readUntilSilent(stream: boolean, expected: string | RegExp) {
  const client = new AbortController()
  const response = await raw(stream, client.signal)
  let text = ''
  let timer: NodeJS.Timeout | undefined
  const note = () => {
    if (timer === undefined && text.match(expected)) timer = setTimeout(() => client.abort(), SILENCE_MS)
  }
  const read = async () => {
    note()
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString()
      note()
    }
  }
  await expect(read()).rejects.toThrow(/abort/i)
  return { status: response.status, text }
}

describe('a stream fault of the api', () => {
  it('headers-only answers 200 and then nothing', async () => {
    await running.control.break('api', 'headers-only')
    const { status, text } = await readUntilSilent(true, '')
    expect([status, text]).toEqual([200, ''])
  })

  it.each([true, false])('stall falls silent in the middle (streaming: %s)', async (stream) => {
    await running.control.break('api', 'stall')
    const { text } = await readUntilSilent(stream, /.{20}/s)
    expect(text.length).toBeGreaterThan(20)
    expect(text).not.toContain('message_stop')
  })

  it('ping-only goes on pinging without a word', async () => {
    await running.control.break('api', 'ping-only')
    const { text } = await readUntilSilent(true, /(?:event: ping.*){2}/s)
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
