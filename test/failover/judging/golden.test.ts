import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGolden, identityPrompt, serverOf } from '../../../src/failover/judging/golden.ts'
import { TOKEN } from '../../../src/fault-proxy/leases.ts'
import { isSandboxReply } from '../../../src/sandbox/index.ts'
import { composeReply } from '../../../src/sandbox/reply/compose.ts'

const hex = fc.stringMatching(/^[0-9a-f]{24}$/)
const answer = (prompt: string) => composeReply({ prompt, model: 'm', maxTokens: 100 }).tokens.join('')

describe('a golden prompt', () => {
  it('carries a token that the proxy finds', () => {
    fc.assert(
      fc.property(hex, (digits) => {
        const { token, prompt } = createGolden(digits)
        expect([...prompt.matchAll(TOKEN)].map(([found]) => found)).toEqual([token])
      }),
    )
  })

  it('is answered by A and by B in different words, both right', () => {
    fc.assert(
      fc.property(hex, (digits) => {
        const golden = createGolden(digits)
        const { from, to } = golden.exchange
        expect(serverOf(answer(golden.prompt), golden)).toBe('B')
        expect(serverOf(answer(golden.prompt.replaceAll(from, to)), golden)).toBe('A')
        expect(from).toHaveLength(to.length)
      }),
    )
  })

  it('was never asked before', () => {
    expect(createGolden('0'.repeat(24)).prompt).not.toBe(createGolden('1'.repeat(24)).prompt)
  })
})

describe('who gave an answer', () => {
  const golden = createGolden('0123456789abcdef00c0ffee')

  it.each([
    [golden.b, 'B'],
    [golden.a, 'A'],
    [`  "${golden.b}."\n`, 'B'],
    [golden.b.replaceAll(' ', '  '), 'B'],
    [golden.b.slice(0, -3), undefined],
    [`${golden.b} and more`, undefined],
    [`${golden.a.slice(0, 20)}${golden.b}`, undefined],
    ['', undefined],
  ])('is told by the whole answer: %j', (text, server) => {
    expect(serverOf(text, golden)).toBe(server)
  })

  it('is asked of the sandbox, which names itself; a model does not', () => {
    fc.assert(
      fc.property(hex, (digits) => {
        expect(isSandboxReply(answer(identityPrompt(createGolden(digits).token)))).toBe(true)
      }),
    )
    expect(isSandboxReply('I am Meridian, a model made by Meridian Labs.')).toBe(false)
  })
})
