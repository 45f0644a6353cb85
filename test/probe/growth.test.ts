import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeGrowth } from '../../src/probe/growth.ts'
import type { ObservedText } from '../../src/probe/observed-text.ts'

/** A text that grew by these pieces, one every 100 ms from 1,000 on. */
function grown(pieces: readonly string[], changes: Partial<ObservedText> = {}): ObservedText {
  let length = 0
  const growth = pieces.map((piece, index) => {
    length += piece.length
    return { at: 1_000 + index * 100, length }
  })
  return { text: pieces.join(''), inputAt: 400, growth, ...changes }
}

describe('how a reply grew', () => {
  it('has the time from the input to its first text, and the pace after it', () => {
    expect(describeGrowth(grown(['The answer ', 'is forty', '-two.']))).toMatchObject({
      ...{ text: 'The answer is forty-two.', ttftMs: 600, tokens: 6, longestGapMs: 100 },
      // 13 characters, which are 3.25 tokens, in 200 ms.
      msPerToken: 200 / 3.25,
    })
  })

  it('does not know the first token without an input, or with one that came later', () => {
    expect(describeGrowth(grown(['a'], { inputAt: undefined })).ttftMs).toBeUndefined()
    expect(describeGrowth(grown(['a'], { inputAt: 1_001 })).ttftMs).toBeUndefined()
    expect(describeGrowth(grown(['a'], { inputAt: 1_000 })).ttftMs).toBe(0)
  })

  it('has no pace where all of it came at once, or nothing did', () => {
    expect(describeGrowth(grown(['The whole answer']))).toMatchObject({ msPerToken: undefined, longestGapMs: 0 })
    expect(describeGrowth(grown([]))).toEqual({
      ...{ text: '', ttftMs: undefined, tokens: 0, msPerToken: undefined, longestGapMs: 0, doubled: false },
    })
  })

  it('has no pace where the text got shorter', () => {
    const growth = [
      { at: 1_000, length: 20 },
      { at: 1_500, length: 4 },
    ]
    expect(describeGrowth({ text: 'none', inputAt: 0, growth }).msPerToken).toBeUndefined()
  })

  it('has its longest pause between two pieces, not before the first', () => {
    const growth = [
      { at: 5_000, length: 1 },
      { at: 5_100, length: 2 },
      { at: 6_300, length: 3 },
    ]
    expect(describeGrowth({ text: 'abc', inputAt: 0, growth }).longestGapMs).toBe(1_200)
  })

  it.each([
    [['The ', 'The ', 'sky ', 'sky ', 'is ', 'is '], true],
    [['The ', 'The ', 'sky ', 'sky '], false],
    [['The ', 'sky ', 'is ', 'blue ', 'to', 'day'], false],
    [['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'f'], true],
    [['a', 'a', 'b', 'b', 'c', 'c', 'd', 'x', 'e', 'f'], false],
  ])('is doubled where its pieces come in pairs: %j', (pieces, doubled) => {
    expect(describeGrowth(grown(pieces)).doubled).toBe(doubled)
  })

  it('counts pieces by the lengths that were observed, also where the text has line breaks between', () => {
    const seen = grown(['ab', 'ab', 'cd', 'cd', 'ef', 'ef'])
    expect(describeGrowth({ ...seen, text: 'abab\ncdcd\nefef', raw: seen.text }).doubled).toBe(true)
  })

  it('has numbers that fit together, however a text grows', () => {
    const steps = fc.array(fc.record({ ms: fc.nat(2_000), more: fc.integer({ min: 1, max: 30 }) }), { maxLength: 12 })
    fc.assert(
      fc.property(steps, fc.nat(3_000), (all, inputAt) => {
        let [at, length] = [0, 0]
        const growth = all.map(({ ms, more }) => {
          at += ms
          length += more
          return { at, length }
        })
        const reply = describeGrowth({ text: 'x'.repeat(length), inputAt, growth })
        const spanMs = (growth.at(-1)?.at ?? 0) - (growth[0]?.at ?? 0)
        expect(reply.longestGapMs).toBeLessThanOrEqual(spanMs)
        if (reply.ttftMs !== undefined) expect(reply.ttftMs).toBeGreaterThanOrEqual(0)
        if (reply.msPerToken !== undefined)
          expect(reply.msPerToken * ((length - (growth[0]?.length ?? 0)) / 4)).toBeCloseTo(spanMs)
      }),
    )
  })
})
