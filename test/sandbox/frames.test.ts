import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MESSAGES_FAILURE_FRAMES } from '../../src/sandbox/anthropic/dialect.ts'
import { messageFrames } from '../../src/sandbox/anthropic/message.ts'
import type { BodyBreak } from '../../src/sandbox/faults/effect.ts'
import { composeReply } from '../../src/sandbox/reply/compose.ts'
import { breakFrames, completeBody, splitInHalves } from '../../src/sandbox/reply/frames.ts'

const reply = composeReply({ prompt: 'Tell me something', model: 'lumen-large-2', maxTokens: 100 })
const frames = messageFrames('msg_1', reply, { firstToken: 110, token: () => 30 })
const textOf = (parts: readonly { readonly text: string }[]) => parts.map(({ text }) => text).join('')
const typesIn = (text: string) => [...text.matchAll(/^event: (\w+)$/gm)].map((match) => match[1])
const cut = (fault: BodyBreak) => breakFrames(frames, fault, MESSAGES_FAILURE_FRAMES)

describe('the frames of a message', () => {
  it('are the full event sequence of the Messages API', () => {
    const types = typesIn(textOf(frames)).filter((type) => type !== 'content_block_delta')
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  it('wait before the first token and between tokens only', () => {
    const waits = frames.filter(({ part }) => part === 'token').map(({ waitMs }) => waitMs)
    expect(waits[0]).toBe(110)
    expect(new Set(waits.slice(1))).toEqual(new Set([30]))
    expect(frames.filter(({ part, waitMs }) => part !== 'token' && waitMs > 0)).toEqual([])
  })
})

describe('a broken body', () => {
  it('that goes silent after the headers has no frame', () => {
    expect(cut({ after: 'headers', next: 'silence' })).toEqual({ frames: [], ending: { kind: 'silence' } })
  })

  it('that stalls keeps half of the tokens and no end', () => {
    const { frames: kept, ending } = cut({ after: 'half', next: 'silence' })
    const tokens = kept.filter(({ part }) => part === 'token')
    expect(ending).toEqual({ kind: 'silence' })
    expect(tokens.length).toBe(Math.ceil(reply.tokens.length / 2))
    expect(typesIn(textOf(kept))).not.toContain('message_delta')
  })

  it('that only pings has been opened, and holds no text', () => {
    const { frames: kept, ending } = cut({ after: 'head', next: 'pings' })
    expect(typesIn(textOf(kept))).toEqual(['message_start', 'content_block_start', 'ping'])
    expect(ending).toEqual({ kind: 'pings', ping: MESSAGES_FAILURE_FRAMES.ping })
  })

  it('without its end has the stop reason but no message_stop', () => {
    const types = typesIn(textOf(cut({ after: 'tail', next: 'end' }).frames))
    expect(types.at(-1)).toBe('message_delta')
  })

  it('with an error event ends there', () => {
    const first = cut({ after: 'headers', next: { error: 'overloaded_error' } })
    expect(typesIn(textOf(first.frames))).toEqual(['error'])
    const middle = cut({ after: 'half', next: { error: 'api_error' } })
    expect(typesIn(textOf(middle.frames)).at(-1)).toBe('error')
    expect(textOf(middle.frames)).toContain('"api_error"')
  })

  it('with garbage in the middle still has everything else', () => {
    const { frames: kept } = cut({ after: 'half', next: 'garbage' })
    expect(kept.length).toBe(frames.length + 1)
    expect(textOf(kept)).toContain(MESSAGES_FAILURE_FRAMES.garbage)
  })

  it('is, where nothing is made up, a beginning of the whole', () => {
    const after = fc.constantFrom<BodyBreak['after']>('headers', 'head', 'half', 'tail')
    const next = fc.constantFrom<'silence' | 'end' | 'reset' | 'pings'>('silence', 'end', 'reset', 'pings')
    fc.assert(
      fc.property(after, next, (where, then) => {
        const text = textOf(cut({ after: where, next: then }).frames)
        expect(textOf(completeBody(frames).frames).startsWith(text)).toBe(true)
        expect(text).not.toContain('message_stop')
      }),
    )
  })

  it('of plain text breaks in two halves that join to the whole', () => {
    fc.assert(fc.property(fc.string(), (text) => textOf(splitInHalves(text)) === text))
    expect(
      breakFrames(splitInHalves('abcd'), { after: 'half', next: 'end' }, MESSAGES_FAILURE_FRAMES).frames,
    ).toHaveLength(1)
  })
})
