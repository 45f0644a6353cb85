import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeReply } from '../../src/sandbox/reply/compose.ts'
import { presetOf } from './support.ts'

const ask = (prompt: string, maxTokens = 1_000) => ({ prompt, model: 'lumen-large-2', maxTokens })
const textOf = (prompt: string) => composeReply(ask(prompt)).tokens.join('')

const { chat, api } = presetOf('http://127.0.0.1:4180')

describe('the reply to a prompt', () => {
  it.each([
    ['Reply with exactly: pong', 'pong'],
    ['Reply with pong', 'pong'],
    ['You are a probe. Answer with only "all good".', 'all good'],
    ['What is 17 + 25? Reply with the number only.', '42'],
    ['What is 100 − 58? Reply with the number only.', '42'],
    ['6*7, only the result', '42'],
    ['What is 5 / 0?', 'That sum has no answer.'],
  ])('to %j is %j', (prompt, expected) => {
    expect(textOf(prompt)).toBe(expected)
  })

  it('to the prompts of the preset holds the expected answers', () => {
    for (const { prompt, answer } of [chat, api]) expect(textOf(prompt)).toContain(answer)
  })

  it('in the chat is about twenty-five tokens long, so that token gaps can be measured', () => {
    const { tokens } = composeReply(ask(chat.prompt))
    expect(tokens.length).toBeGreaterThanOrEqual(20)
    expect(tokens.length).toBeLessThanOrEqual(35)
  })

  it('of one word comes in two tokens', () => {
    expect(composeReply(ask('Reply with pong')).tokens).toEqual(['po', 'ng'])
  })

  it('is the same for the same prompt, and never longer than the limit', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (prompt, limit) => {
        const reply = composeReply(ask(prompt, limit))
        expect(composeReply(ask(prompt, limit))).toEqual(reply)
        expect(reply.tokens.length).toBeLessThanOrEqual(limit)
      }),
    )
  })

  it('says so when the token limit cut it', () => {
    expect(composeReply(ask('Tell me something', 3)).stop).toBe('max_tokens')
    expect(composeReply(ask('Tell me something')).stop).toBe('end_turn')
  })
})

describe('a reply that a fault changed', () => {
  it('can be wrong, empty, doubled, refused, cut or of another model', () => {
    const pong = ask('Reply with pong')
    expect(composeReply(pong, { text: 'wrong' }).tokens.join('')).not.toContain('pong')
    expect(composeReply(pong, { text: 'empty' })).toMatchObject({ tokens: [], stop: 'end_turn' })
    expect(composeReply(pong, { text: 'doubled' }).tokens.join('')).toBe('popongng')
    expect(composeReply(pong, { text: 'wrong', stop: 'refusal' }).stop).toBe('refusal')
    expect(composeReply(pong, { stop: 'max_tokens' })).toMatchObject({ tokens: ['po'], stop: 'max_tokens' })
    expect(composeReply(pong, { model: 'lumen-tiny-1' }).model).toBe('lumen-tiny-1')
  })
})
