import { createServer, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '../../../../src/core/index.ts'
import { Secret } from '../../../../src/core/index.ts'
import { type ApiArguments, apiProbe, expect as probeExpect, type StreamRequest } from '../../../../src/probe/index.ts'
import { runHere, verdictLine } from '../../kit.ts'

const HEAD = { 'content-type': 'text/event-stream', 'request-id': 'req_77' }
const token = (text: string) => `event: token\ndata: {"text":"${text}"}\n\n`
const THOUGHT = 'event: token\ndata: {"text":""}\n\n'
const END = 'event: end\ndata: {}\n\n'
const PING = 'event: ping\ndata: {}\n\n'

let serve: (answer: ServerResponse) => void = () => {}
const server = createServer((_request, answer) => serve(answer))
let url = ''

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** Reads a stream with limits that are far apart, so that the one which ends it is identified by its name. */
async function read(limits: Partial<StreamRequest>, stepMs = 20_000) {
  const target: Target = {
    name: 'here',
    title: 'Here',
    api: { url, key: new Secret('KEY', 'sesame'), model: 'm', prompt: 'p', answer: 'a' },
    controls: [url.replace('http:', 'tcp:')],
  }
  let text = ''
  const body = async ({ http, step }: ApiArguments<'api'>) => {
    await step('read', async () => {
      const reply = await http.stream(url, {
        content: (event) => (event.json as { text?: string } | undefined)?.text,
        isEnd: (event) => event.event === 'end',
        ...limits,
      })
      text = reply.text
    })
    await step('check', () => probeExpect(text).toBe('ab'))
  }
  const probe = apiProbe({ name: 'here', surface: 'api', every: '1m', timeout: '30s' }, body)
  return runHere(probe, target, { stepMs, runMs: 30_000 })
}

/** Writes the parts one after the other, `everyMs` apart, then leaves the connection open. */
function drip(answer: ServerResponse, parts: readonly string[], everyMs: number): void {
  const [first, ...rest] = parts
  if (first === undefined) return
  answer.write(first)
  setTimeout(() => drip(answer, rest, everyMs), everyMs)
}

describe('the timers of a stream', () => {
  it('end the wait for headers', async () => {
    serve = () => {}
    const report = await read({ headersMs: 300 })
    expect(verdictLine(report)).toBe("timeout/provider at 'read': no answer within 300 ms")
  })

  it('end the wait for the first content, however many pings come', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, Array(100).fill(PING), 30)
    }
    const report = await read({ firstContentMs: 400, gapMs: 200 })
    expect(verdictLine(report)).toBe("timeout/provider at 'read': no first token within 400 ms: only pings came")
  })

  it('end a gap in the content, however many pings fill it', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, [token('a'), ...Array(100).fill(PING)], 30)
    }
    const report = await read({ firstContentMs: 10_000, gapMs: 400 })
    expect(verdictLine(report)).toBe("stalled/provider at 'read': no more tokens for 400 ms")
    expect(report.failure?.detail).toContain('request req_77')
  })

  it('let a slow stream pass that never waits too long', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, [PING, token('a'), PING, token('b'), END], 150)
    }
    const report = await read({ headersMs: 5_000, firstContentMs: 5_000, gapMs: 3_000 })
    expect(verdictLine(report)).toBe('passed')
    expect(report.steps[0]?.measures.ttft_ms).toBeGreaterThan(140)
    expect(report.steps[0]?.measures.longest_gap_ms).toBeGreaterThan(140)
  })

  it('let a model think for longer than they last, as long as it thinks aloud', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, [...Array(8).fill(THOUGHT), token('a'), token('b'), END], 100)
    }
    const report = await read({ firstContentMs: 600, gapMs: 600 })
    expect(verdictLine(report)).toBe('passed')
    expect(report.steps[0]?.measures.ttft_ms).toBeGreaterThan(700)
  })

  it('say of a model that only thinks that it was still at it', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, Array(100).fill(THOUGHT), 50)
    }
    const verdict = "timeout/provider at 'read': no text within 900 ms: the model was still thinking"
    expect(verdictLine(await read({}, 900))).toBe(verdict)
  })

  it('leave the whole to the step: a stream that goes on for ever is over its time', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      drip(answer, Array(1_000).fill(token('a')), 20)
    }
    const report = await read({}, 700)
    expect(verdictLine(report)).toBe("timeout/provider at 'read': the stream did not end within 700 ms")
  })

  it('do not wait for a connection that stays open after the last event', async () => {
    serve = (answer) => {
      answer.writeHead(200, HEAD)
      answer.write(token('a') + token('b') + END)
    }
    expect(verdictLine(await read({ gapMs: 300 }))).toBe('passed')
  })
})
