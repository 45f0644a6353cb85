import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../src/fault-proxy/dialect.ts'
import { holdUntil, type Passage, passOn, passOnBroken, passOnSlowly } from '../../src/fault-proxy/pass-on.ts'
import { textIn } from './kit.ts'
import { answerOf, callerOf, EVENT_STREAM, event, token } from './passage.ts'

const WORDS = ['kite ', 'river ', 'lamp ', 'stone ', 'cloud']
const STREAM = [
  event('message_start', { message: { model: 'm' } }),
  ...WORDS.map(token),
  event('content_block_stop'),
  event('message_stop'),
]

function passage(out: ServerResponse, answer: Response, signal = new AbortController().signal): Passage {
  return { out, answer, dialect: dialectOf('/v1/messages'), signal }
}

/** What a caller gets of the stream after it is broken. */
async function broken(next: 'error' | 'end', tokens: number, pieces: readonly string[] = STREAM) {
  let breaks = 0
  const got = await callerOf((out) =>
    passOnBroken(passage(out, answerOf(pieces, EVENT_STREAM)), next, tokens, () => {
      breaks += 1
    }),
  )
  return { ...got, breaks }
}

describe('an answer that is passed on', () => {
  it('keeps its status, its headers and every byte', async () => {
    const answer = answerOf(['one ', 'two'], {
      status: 418,
      headers: { 'request-id': 'req_1', 'content-length': '99' },
    })
    const got = await callerOf((out) => passOn(passage(out, answer)))
    expect(got).toMatchObject({ status: 418, text: 'one two', ended: true })
    expect(got.headers.get('request-id')).toBe('req_1')
    expect(got.headers.get('content-length')).toBeNull()
  })

  it('may have no body', async () => {
    const got = await callerOf((out) => passOn(passage(out, new Response(null, { status: 204 }))))
    expect([got.status, got.text, got.ended]).toEqual([204, '', true])
  })

  it('sends its headers before its first piece', async () => {
    let send: ((piece: string) => void) | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (piece) => {
          controller.enqueue(new TextEncoder().encode(piece))
          controller.close()
        }
      },
    })
    const seen: string[] = []
    const got = await callerOf(async (out) => {
      const flush = out.flushHeaders.bind(out)
      out.flushHeaders = () => {
        flush()
        seen.push('headers')
        send?.('late')
      }
      await passOn(passage(out, new Response(body)))
    })
    expect([seen, got.text]).toEqual([['headers'], 'late'])
  })

  it('breaks off where the upstream breaks off', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('begun'))
        controller.error(new Error('reset'))
      },
    })
    const got = await callerOf((out) => passOn(passage(out, new Response(body))))
    expect(got.ended).toBe(false)
  })

  it('breaks off, and does not end well, where its fault ends in the middle', async () => {
    const ends = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
    })
    const got = await callerOf(async (out) => {
      const passing = passOn(passage(out, new Response(body), ends.signal))
      setTimeout(() => ends.abort(), 20)
      await passing
    })
    expect([got.text, got.ended]).toEqual(['half', false])
  })
})

describe('a caller that reads slowly', () => {
  /** A response that takes nothing until it is read, as a full socket does. */
  function fullResponse() {
    const stream = new PassThrough({ highWaterMark: 10 })
    return Object.assign(stream, {
      ...{ writeHead: () => undefined, flushHeaders: () => undefined, socket: { destroy: () => stream.destroy() } },
    }) as unknown as ServerResponse & PassThrough
  }

  function endless() {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 1
          controller.enqueue(new Uint8Array(10))
          if (pulled === 10_000) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    return { answer: new Response(body), pulled: () => pulled }
  }

  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  it('holds the upstream back, so that an answer is not collected in memory', async () => {
    const out = fullResponse()
    const { answer, pulled } = endless()
    const passing = passOn(passage(out, answer))
    await turns(50)
    expect(pulled()).toBeLessThan(10)
    out.resume()
    await passing
    expect(pulled()).toBe(10_000)
  })

  it('is let go while it is waited for, when it leaves', async () => {
    const out = fullResponse()
    const { answer, pulled } = endless()
    const leaves = new AbortController()
    const passing = passOn(passage(out, answer, leaves.signal))
    await turns(5)
    leaves.abort()
    await passing
    expect(pulled()).toBeLessThan(10)
    expect(out.destroyed).toBe(true)
  })

  it('is let go where its connection breaks while it is waited for', async () => {
    const out = fullResponse()
    const { answer, pulled } = endless()
    const passing = passOn(passage(out, answer))
    await turns(5)
    out.destroy()
    await passing
    expect(pulled()).toBeLessThan(10)
  })

  it('holds a stream back as well that is to break later', async () => {
    const out = fullResponse()
    const { answer, pulled } = endless()
    answer.headers.set('content-type', 'text/event-stream')
    const passing = passOnBroken(passage(out, answer), 'end', 3, () => undefined)
    out.resume()
    await passing
    expect(pulled()).toBe(10_000)
  })
})

describe('a stream that is broken', () => {
  it('passes so many tokens, then the error event in the words of the provider', async () => {
    const got = await broken('error', 3)
    expect(textIn(got.text)).toBe('kite river lamp ')
    expect(got.text.endsWith('"error":{"type":"overloaded_error","message":"Overloaded"}}\n\n')).toBe(true)
    expect([got.status, got.ended, got.breaks]).toEqual([200, true, 1])
  })

  it('ends without its last event', async () => {
    const got = await broken('end', 2)
    expect(textIn(got.text)).toBe('kite river ')
    expect(got.text).not.toContain('message_stop')
    expect(got.breaks).toBe(1)
  })

  it('breaks before its end where it has fewer tokens', async () => {
    const got = await broken('end', 50)
    expect(textIn(got.text)).toBe(WORDS.join(''))
    expect(got.text).not.toContain('content_block_stop')
    expect(got.breaks).toBe(1)
  })

  it('breaks before its first token where none may pass', async () => {
    const got = await broken('error', 0)
    expect(textIn(got.text)).toBe('')
    expect(got.text).toContain('message_start')
    expect(got.breaks).toBe(1)
  })

  it('is passed on whole, and counted as not broken, where it has neither tokens nor an end', async () => {
    const got = await broken('end', 3, [event('ping'), 'event: message_start\ndata: {"typ'])
    expect(got.text).toBe(`${event('ping')}event: message_start\ndata: {"typ`)
    expect(got.breaks).toBe(0)
  })

  it('breaks at the same place, however the upstream cuts its pieces', async () => {
    const whole = STREAM.join('')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 8 }), fc.nat(6), async (cuts, tokens) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        const pieces = places.slice(1).map((place, index) => whole.slice(places[index], place))
        const out = collected()
        await passOnBroken(passage(out.response, answerOf(pieces, EVENT_STREAM)), 'end', tokens, () => undefined)
        expect(textIn(out.text())).toBe(WORDS.slice(0, tokens).join(''))
      }),
      { numRuns: 40 },
    )
  })

  it('falls silent until its fault ends, and breaks off then', async () => {
    const ends = new AbortController()
    const got = await callerOf(async (out) => {
      const held = passOnBroken(passage(out, answerOf(STREAM, EVENT_STREAM), ends.signal), 'silence', 1, () => {
        setTimeout(() => ends.abort(), 20)
      })
      await held
    })
    expect([textIn(got.text), got.ended]).toEqual(['kite ', false])
  })

  it('breaks off, and does not end well, where its fault ends before its place', async () => {
    const ends = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(token('kite'))),
    })
    const got = await callerOf(async (out) => {
      setTimeout(() => ends.abort(), 20)
      await passOnBroken(passage(out, new Response(body, EVENT_STREAM), ends.signal), 'end', 3, () => undefined)
    })
    expect([textIn(got.text), got.ended]).toEqual(['kite', false])
  })
})

describe('an answer that is no stream', () => {
  const whole = () => answerOf(['{"content":"kite river"}'], { headers: { 'content-type': 'application/json' } })

  it('is an error of the provider where the error event would come', async () => {
    const got = await callerOf((out) => passOnBroken(passage(out, whole()), 'error', 3, () => undefined))
    expect(got.status).toBe(529)
    expect(JSON.parse(got.text)).toEqual({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
  })

  it('ends in its middle where a stream would end without its last event', async () => {
    const got = await callerOf((out) => passOnBroken(passage(out, whole()), 'end', 3, () => undefined))
    expect([got.status, got.text]).toEqual([200, '{"content":"'])
  })
})

describe('an answer that is slowed down', () => {
  it('arrives whole and in order, and later than it came', async () => {
    const begunAt = performance.now() - 10
    const got = await callerOf((out) => passOnSlowly(passage(out, answerOf(STREAM, EVENT_STREAM)), 3, begunAt))
    expect(performance.now() - begunAt).toBeGreaterThanOrEqual(30)
    expect([got.text, got.ended]).toEqual([STREAM.join(''), true])
  })

  it('is let go when its fault ends: its caller does not wait for ever', async () => {
    const ends = new AbortController()
    setTimeout(() => ends.abort(), 20)
    const got = await callerOf(async (out) => {
      // So late that only the end of the fault ends it.
      const begunAt = performance.now() - 60_000
      await passOnSlowly(passage(out, answerOf(STREAM, EVENT_STREAM), ends.signal), 100, begunAt)
    }).catch(() => 'let go')
    expect(got).toBe('let go')
  })
})

describe('a connection that is held', () => {
  it('is let go at once where its fault has ended already', async () => {
    const out = collected()
    await holdUntil(AbortSignal.abort(), out.response)
    expect(out.isDestroyed()).toBe(true)
  })
})

/** A response that collects what it gets. */
function collected() {
  const stream = new PassThrough()
  const pieces: Buffer[] = []
  let destroyed = false
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  const socket = {
    destroy: () => {
      destroyed = true
    },
  }
  const response = Object.assign(stream, { writeHead: () => undefined, flushHeaders: () => undefined, socket })
  return {
    response: response as unknown as ServerResponse,
    text: () => Buffer.concat(pieces).toString(),
    isDestroyed: () => destroyed,
  }
}
