import { apiProbe, expect, type StreamEvent } from 'doorwatch/probe'

interface Event {
  readonly type?: string
  readonly delta?: { readonly text?: string; readonly stop_reason?: string }
  readonly usage?: { readonly output_tokens?: number }
  readonly error?: { readonly type: string; readonly message: string }
}

const read = (event: StreamEvent) => (event.json ?? {}) as Event

// Streams a message of an Anthropic-compatible API and checks it to the end.
export default apiProbe(
  { name: 'api', surface: 'api', every: '1m', timeout: '45s', stepTimeout: '30s' },
  async ({ http, step, measure, target }) => {
    const { url, key, model, prompt, answer } = target.api

    const reply = await step('stream a message', async () => {
      const stream = await http.stream(`${url}/v1/messages`, {
        headers: { 'x-api-key': key.reveal(), 'anthropic-version': '2023-06-01' },
        json: { model, max_tokens: 64, stream: true, messages: [{ role: 'user', content: prompt }] },
        content: (event) => read(event).delta?.text,
        isEnd: (event) => event.event === 'message_stop',
        errorOf: (event) => (event.event === 'error' ? read(event).error : undefined),
      })
      const tokens = stream.events.map((event) => read(event).usage?.output_tokens ?? 0).at(-2) ?? 0
      if (tokens > 0) measure('tokens', tokens)
      if (tokens > 1) measure('ms_per_token', (stream.lastContentMs - stream.firstContentMs) / (tokens - 1))
      return stream
    })
    await step('check the event sequence', () => {
      const kinds = reply.events.map(({ event }) => event).filter((event) => event !== 'ping')
      expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ])
      expect(reply.events.map((event) => read(event).delta?.stop_reason).find(Boolean)).toBe('end_turn')
    })
    await step('check the answer', () => {
      expect(reply.text).toContain(answer)
    })
  },
)
