import type { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import api from '../../../../probes/api.probe.ts'
import { Secret, type Target } from '../../../../src/core/index.ts'
import { runHere, verdictLine } from '../../kit.ts'
import { useRawServer } from '../../raw-server.ts'

const server = useRawServer()

const target = (dialect: 'messages' | 'chat-completions'): Target => ({
  name: 'here',
  title: 'Here',
  api: { url: server.url, key: new Secret('KEY', 'sk-0123456789'), model: 'm', prompt: 'p', answer: 'pong', dialect },
})

/** One event, before it is written in one of the many legal ways. */
interface Sent {
  readonly event?: string
  readonly data: string
}

/** How a stream is written: line ends, order of fields, what stands between events, where the bytes are cut. */
const WRITING = fc.record({
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  bom: fc.boolean(),
  space: fc.constantFrom(' ', ''),
  eventLast: fc.boolean(),
  lines: fc.constantFrom(1, 3),
  between: fc.constantFrom('', ': keep-alive', 'retry: 3000', 'id: 7', 'id', 'unknown: field'),
  cuts: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }),
})
type Writing = typeof WRITING extends fc.Arbitrary<infer W> ? W : never

function write(events: readonly Sent[], { newline, bom, space, eventLast, lines, between }: Writing): Buffer {
  const blocks = events.map(({ event, data }) => {
    const parts = lines === 1 ? [data] : cutAtCommas(data)
    const dataLines = parts.map((part) => `data:${space || (part.startsWith(' ') ? ' ' : '')}${part}`)
    const name = event === undefined ? [] : [`event:${space}${event}`]
    return [
      ...(eventLast ? [...dataLines, ...name] : [...name, ...dataLines]),
      '',
      ...(between ? [between, ''] : []),
      '',
    ]
  })
  return Buffer.from((bom ? '\ufeff' : '') + blocks.map((block) => block.slice(0, -1).join(newline) + newline).join(''))
}

/** JSON over several lines, which the lines of one event may be. */
function cutAtCommas(data: string): readonly string[] {
  return data.startsWith('{') ? JSON.stringify(JSON.parse(data), null, 1).split('\n') : [data]
}

/** Sends the bytes in pieces that respect neither events nor characters; the rest in one. */
function send(socket: Socket, bytes: Buffer, cuts: readonly number[], ends: boolean): void {
  socket.setNoDelay(true)
  socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_1\r\n\r\n')
  let rest = bytes
  const next = (index: number): void => {
    const size = cuts[index]
    if (size === undefined || rest.length <= size) {
      socket.write(rest)
      if (ends) socket.end()
      return
    }
    socket.write(rest.subarray(0, size))
    rest = rest.subarray(size)
    setImmediate(() => next(index + 1))
  }
  next(0)
}

const PIECES = fc.constantFrom<readonly string[]>(
  ['pong'],
  ['po', 'ng'],
  ['', 'Gewiß 😀: ', 'po', '', 'ng', '!'],
  [' pong '],
)

const named = (data: { readonly type: string }): Sent => ({ event: data.type, data: JSON.stringify(data) })
const ping = named({ type: 'ping' })

/** Legal replies of the Messages API: other blocks before and after the text, unknown events, usage anywhere. */
const MESSAGES = fc
  .record({
    pieces: PIECES,
    before: fc.subarray(['thinking', 'redacted', 'tool'] as const),
    after: fc.subarray(['tool', 'empty'] as const),
    pings: fc.boolean(),
    deltas: fc.constantFrom(1, 2),
    usageAtStart: fc.boolean(),
  })
  .map(({ pieces, before, after, pings, deltas, usageAtStart }) => {
    const kinds = [...before, 'text', ...after] as const
    const blocks = kinds.flatMap((kind, index) => {
      const inside = deltasOf(kind, pieces).map((delta) => named2('content_block_delta', { index, delta }))
      return [
        named2('content_block_start', { index, content_block: { type: kind } }),
        ...(pings ? [ping] : []),
        ...inside,
        named2('content_block_stop', { index }),
      ]
    })
    const message = { id: 'msg_1', model: 'm', content: [], ...(usageAtStart ? { usage: { output_tokens: 1 } } : {}) }
    return [
      named2('message_start', { message }),
      ...(pings ? [ping, named2('brand_new_event', { anything: ['goes'] })] : []),
      ...blocks,
      ...Array.from({ length: deltas }, (_, index) =>
        named2('message_delta', {
          delta: index === deltas - 1 ? { stop_reason: 'end_turn', stop_sequence: null } : {},
          usage: { output_tokens: 5 },
        }),
      ),
      named({ type: 'message_stop' }),
    ]
  })

function named2(type: string, data: object): Sent {
  return named({ type, ...data })
}

function deltasOf(kind: string, pieces: readonly string[]): readonly object[] {
  if (kind === 'text') return pieces.map((text) => ({ type: 'text_delta', text }))
  if (kind === 'thinking') {
    return [
      { type: 'thinking_delta', thinking: 'They want a pong.' },
      { type: 'signature_delta', signature: 'x' },
    ]
  }
  return kind === 'tool' ? [{ type: 'input_json_delta', partial_json: '{}' }] : []
}

/** Legal replies of chat completions: usage apart or with the last chunk, text and end in one chunk, other choices of words. */
const COMPLETIONS = fc
  .record({
    pieces: PIECES,
    role: fc.boolean(),
    thinks: fc.boolean(),
    oneChunk: fc.boolean(),
    usage: fc.constantFrom('none', 'apart', 'null and apart', 'with the end'),
    filter: fc.boolean(),
  })
  .map(({ pieces, role, thinks, oneChunk, usage, filter }) => {
    const chunk = (choices: readonly object[], more: object = {}): Sent => ({
      data: JSON.stringify({
        id: 'c',
        object: 'chat.completion.chunk',
        model: 'm',
        choices,
        ...(usage === 'null and apart' ? { usage: null } : {}),
        ...more,
      }),
    })
    const part = (delta: object, finish: string | null = null, more: object = {}) =>
      chunk([{ index: 0, delta, finish_reason: finish }], more)
    const counted = { usage: { completion_tokens: 5, prompt_tokens: 7 } }
    const end = usage === 'with the end' ? counted : {}
    const texts = oneChunk ? [pieces.join('')] : pieces
    const last = texts.at(-1)
    return [
      ...(filter ? [chunk([], { prompt_filter_results: [] })] : []),
      ...(role ? [part({ role: 'assistant', content: '' })] : []),
      ...(thinks ? [part({ reasoning_content: 'They want a pong.' })] : []),
      ...texts.slice(0, oneChunk ? -1 : undefined).map((content) => part({ content })),
      oneChunk ? part({ content: last }, 'stop', end) : part({}, 'stop', end),
      ...(filter ? [part({})] : []),
      ...(usage === 'apart' || usage === 'null and apart' ? [chunk([], counted)] : []),
      { data: '[DONE]' },
    ]
  })

describe('a legal stream passes, however it is written', () => {
  it.each([
    ['messages', MESSAGES],
    ['chat-completions', COMPLETIONS],
  ] as const)('%s', async (dialect, replies) => {
    await fc.assert(
      fc.asyncProperty(replies, WRITING, fc.boolean(), async (events, writing, ends) => {
        server.answer = (socket) => send(socket, write(events, writing), writing.cuts, ends)
        const report = await runHere(api, target(dialect), { stepMs: 4_000, runMs: 12_000 })
        expect(`${verdictLine(report)} ${report.failure?.detail ?? ''}`).toBe('passed ')
        expect(report.steps[0]?.measures.ttft_ms).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a stream that is not legal fails', () => {
  const events: readonly Sent[] = [
    named2('message_start', { message: { model: 'm' } }),
    named2('content_block_start', { index: 0 }),
    named2('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'pong' } }),
    named2('content_block_stop', { index: 0 }),
    named2('message_delta', { delta: { stop_reason: 'end_turn' } }),
    named({ type: 'message_stop' }),
  ]
  const plain: Writing = { newline: '\n', bom: false, space: ' ', eventLast: false, lines: 1, between: '', cuts: [] }

  it.each(events.map(({ event = '' }, index) => ({ event, index })))('without its $event', async ({ index }) => {
    const rest = events.filter((_, other) => other !== index)
    server.answer = (socket) => send(socket, write(rest, plain), [], true)
    expect((await runHere(api, target('messages'))).failure).toMatchObject({ blame: 'provider' })
  })

  it.each([
    ['a choice that ends', '{"choices":[{"delta":{"content":"pong"}}]}', 'data: [DONE]\n\n'],
    ['its last word', '{"choices":[{"delta":{"content":"pong"},"finish_reason":"stop"}]}', ''],
    ['text', '{"choices":[{"delta":{},"finish_reason":"stop"}]}', 'data: [DONE]\n\n'],
  ])('of chat completions without %s', async (_what, chunk, end) => {
    server.answer = (socket) => send(socket, Buffer.from(`data: ${chunk}\n\n${end}`), [], true)
    expect((await runHere(api, target('chat-completions'))).failure).toMatchObject({ blame: 'provider' })
  })
})
