import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import api from '../../../../probes/api.probe.ts'
import { Secret, type Target } from '../../../../src/core/index.ts'
import { apiProbe, expect as probeExpect } from '../../../../src/probe/index.ts'
import { runHere, verdictLine } from '../../kit.ts'
import { httpAnswer, useRawServer } from '../../raw-server.ts'

const server = useRawServer()
const KEY = 'sk-violet-harbour-0123456789'
const LIMITS = { stepMs: 20_000, runMs: 25_000 }
/** For answers that never end. */
const SHORT = { stepMs: 1_500, runMs: 5_000 }
const HTML = { 'content-type': 'text/html' }
const JSON_TYPE = { 'content-type': 'application/json' }
const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title><style>p{color:red}</style></head><body>${body}</body></html>`

const target = (): Target => ({
  name: 'here',
  title: 'Here',
  api: { url: server.url, key: new Secret('KEY', KEY), model: 'm', prompt: 'p', answer: 'pong' },
  controls: [server.url.replace('http:', 'tcp:')],
})

/** Asks once, in one piece. */
const whole = apiProbe({ name: 'whole', surface: 'api', every: '1m', timeout: '30s' }, async ({ http, step }) => {
  await step('ask', async () => {
    const reply = await http.request(server.url)
    probeExpect(reply.status).toBe(200)
    reply.json()
  })
})

async function stream(answer: Buffer | ((socket: Socket) => void), limits = LIMITS) {
  server.answer = typeof answer === 'function' ? answer : (socket) => void socket.end(answer)
  return runHere(api, target(), limits)
}

describe('an odd answer instead of a stream', () => {
  it.each([
    ['no content', httpAnswer(204, {}, ''), 'edge/provider', 'HTTP 204 instead of HTTP 200'],
    ['a redirect', httpAnswer(302, { location: 'https://elsewhere.example/sorry' }, ''), 'edge/provider', 'HTTP 302'],
    ['nothing at all', httpAnswer(200, JSON_TYPE, ''), 'edge/provider', 'HTTP 200 with an empty body'],
    [
      'an error with a good status',
      httpAnswer(200, JSON_TYPE, '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'),
      'overloaded/provider',
      'overloaded_error in an answer with HTTP 200',
    ],
    [
      'a page of a gateway',
      httpAnswer(502, HTML, page('502 Bad Gateway', '<h1>Bad gateway</h1>')),
      'edge/provider',
      'HTTP 502 with an HTML page instead of data',
    ],
    [
      'a bot wall by its words',
      httpAnswer(403, HTML, page('Just a moment...', '<h1>Verify you are human</h1>')),
      'blocked/probe',
      'HTTP 403: a bot wall blocks access',
    ],
    [
      'a bot wall by its header',
      httpAnswer(503, { ...HTML, 'cf-mitigated': 'challenge' }, page('x', '<p>y</p>')),
      'blocked/probe',
      'HTTP 503: a bot wall blocks access',
    ],
    [
      'a page that forbids, which is no word of the API about our key',
      httpAnswer(403, HTML, page('Forbidden', '<p>Your address is not allowed.</p>')),
      'blocked/probe',
      'HTTP 403: blocked by something in front of the service',
    ],
    [
      'a limit on spending',
      httpAnswer(
        429,
        { ...JSON_TYPE, 'anthropic-ratelimit-requests-remaining': '99', 'anthropic-ratelimit-requests-limit': '100' },
        '{"error":{"type":"rate_limit_error","message":"Enough","details":{"error_code":"enforced_spend_limit_reached"}}}',
      ),
      'quota/ours',
      'HTTP 429: our spend limit or credit is used up (enforced_spend_limit_reached)',
    ],
    [
      'a refusal, with what the service says of it',
      httpAnswer(400, JSON_TYPE, '{"error":{"type":"invalid_request_error","message":"Your credit is too low"}}'),
      'bad_request/ours',
      'HTTP 400 (invalid_request_error): Your credit is too low',
    ],
    ['something that is not HTTP', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'edge/provider', 'the answer is not HTTP'],
    ['a page without a head', Buffer.from('<html>hello</html>'), 'edge/provider', 'the answer is not HTTP'],
    [
      'a stream that is never done',
      httpAnswer(200, { 'content-type': 'text/event-stream' }, `data: ${'x'.repeat(17 * 1024 * 1024)}`),
      'edge/provider',
      'more than 16 MB came in place of a reply',
    ],
  ])('%s', async (_what, answer, verdict, message) => {
    const line = verdictLine(await stream(answer))
    expect(line).toContain(`${verdict} at 'stream a message': ${message}`)
  })

  it('shows the words of a page and not its source', async () => {
    const report = await stream(httpAnswer(502, HTML, page('Oops', '<script>var a = 1</script><p>We&#39;re on it</p>')))
    expect(report.failure?.detail).toBe("Oops We're on it")
  })

  it('says where a redirect leads', async () => {
    const report = await stream(httpAnswer(307, { location: 'https://elsewhere.example/sorry' }, ''))
    expect(report.failure?.detail).toContain('to https://elsewhere.example/sorry')
  })

  it('keeps nothing that a terminal would obey, nor what turns text around', async () => {
    const message = 'Your \u001b[2J\u001b]0;owned\u0007\u001b[31mcredit\u001b[0m\r\nis \u202etoo\u009b8m low'
    const body = JSON.stringify({ error: { type: 'invalid_request_error', message } })
    const { failure } = await stream(httpAnswer(400, JSON_TYPE, body))
    expect(failure?.message).toBe(String.raw`HTTP 400 (invalid_request_error): Your credit is \u202etoo low`)
    expect(failure?.detail).toBe(`Your credit\nis ${String.raw`\u202etoo`} low`)
  })

  it('takes no half of a secret along, wherever the excerpt is cut', async () => {
    for (let before = 460; before < 500; before += 7) {
      const report = await stream(httpAnswer(500, { 'content-type': 'text/plain' }, `${'x'.repeat(before)}${KEY}`))
      expect(JSON.stringify(report)).not.toContain(KEY.slice(0, 8))
    }
  })
})

describe('an error status', () => {
  const head = 'HTTP/1.1 500 x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"error":'
  it.each([
    ['whose body never ends', (socket: Socket) => void socket.write(head)],
    ['whose body breaks off', (socket: Socket) => void socket.end(head)],
  ])('counts, %s', async (_what, answer) => {
    expect(verdictLine(await stream(answer, SHORT))).toBe("server_error/provider at 'stream a message': HTTP 500")
    const report = await runHere(whole, target(), SHORT)
    expect(verdictLine(report)).toBe("server_error/provider at 'ask': HTTP 500")
  })
})

describe('a legal answer', () => {
  const sse = (data: object) => `event: ${(data as { type: string }).type}\ndata: ${JSON.stringify(data)}\n\n`
  const REPLY = [
    { type: 'message_start', message: { model: 'm' } },
    { type: 'content_block_start', index: 0 },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'pong' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
    { type: 'message_stop' },
  ]
    .map(sse)
    .join('')

  it.each([
    ['after early hints', Buffer.concat([Buffer.from('HTTP/1.1 103 x\r\nlink: </a>\r\n\r\n'), ok(REPLY)])],
    ['of a type in capitals', ok(REPLY, { 'Content-Type': 'Text/Event-Stream; Charset=UTF-8' })],
    ['compressed without a request for it', ok(gzipSync(REPLY), { 'content-encoding': 'gzip' })],
    ['until the connection closes', Buffer.from(`HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${REPLY}`)],
  ])('passes %s', async (_how, answer) => {
    expect(verdictLine(await stream(answer))).toBe('passed')
  })

  function ok(body: string | Buffer, headers: Record<string, string> = {}): Buffer {
    return httpAnswer(200, { 'content-type': 'text/event-stream', ...headers }, body)
  }
})

describe('a body that is too much', () => {
  it('is not kept', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    server.answer = (socket) => void socket.end(httpAnswer(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, bomb))
    const before = process.memoryUsage().rss
    const report = await runHere(whole, target(), LIMITS)
    expect(verdictLine(report)).toBe("edge/provider at 'ask': more than 2 MB instead of JSON")
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })
})

describe('a probe that throws while it reads a stream', () => {
  it('is to blame itself, and not the service', async () => {
    const broken = apiProbe({ name: 'own', surface: 'api', every: '1m', timeout: '30s' }, async ({ http, step }) => {
      await step('ask', () =>
        http.stream(server.url, {
          content: () => {
            throw new TypeError('a slip of the author')
          },
          isEnd: () => false,
        }),
      )
    })
    server.answer = (socket) =>
      void socket.end(httpAnswer(200, { 'content-type': 'text/event-stream' }, 'data: {}\n\n'))
    expect(verdictLine(await runHere(broken, target(), LIMITS))).toBe(
      "probe_error/probe at 'ask': the probe threw: a slip of the author",
    )
  })
})
