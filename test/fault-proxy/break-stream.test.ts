import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passOnBroken } from '../../src/fault-proxy/pass-on.ts'
import { collected } from './collected-response.ts'
import { answerOf, callerOf, EVENT_STREAM, event, passage, STREAM, textIn, token, WORDS } from './passage.ts'

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
      const streaming = passOnBroken(passage(out, answerOf(STREAM, EVENT_STREAM), ends.signal), 'silence', 1, () => {
        setTimeout(() => ends.abort(), 20)
      })
      await streaming
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
