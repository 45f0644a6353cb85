import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { holdUntil, passOn, passOnBroken, passOnSlowly } from '../../src/fault-proxy/pass-on.ts'
import { collected } from './collected-response.ts'
import { answerOf, callerOf, EVENT_STREAM, passage, STREAM } from './passage.ts'

describe('an answer that is passed on', () => {
  it('has the same status, headers and bytes', async () => {
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
  /** A response that accepts no bytes until it is read, like a full socket. */
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

describe('an answer that is slowed down', () => {
  it('arrives complete, in order and with the delay', async () => {
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
  it('is released immediately where its fault has ended already', async () => {
    const out = collected()
    await holdUntil(AbortSignal.abort(), out.response)
    expect(out.isDestroyed()).toBe(true)
  })
})
