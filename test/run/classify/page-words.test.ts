import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWallByHeaders, isWallByWords, wordsOfPage } from '../../../src/run/classify/page-words.ts'

const WORD = fc.stringMatching(/^[a-zäß0-9]{1,10}$/)
const TAG = fc.constantFrom('p', 'div', 'h1', 'b', 'title', 'td', 'a')
const HIDDEN = fc.constantFrom('script', 'style', 'noscript', 'svg')

describe('the words of a page', () => {
  it('are all its words in order, and nothing of its tags, scripts, styles and comments', () => {
    const part = fc.oneof(
      fc.record({ kind: fc.constant('shown'), tag: TAG, word: WORD }),
      fc.record({ kind: fc.constant('hidden'), tag: HIDDEN, word: WORD }),
      fc.record({ kind: fc.constant('comment'), tag: TAG, word: WORD }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const html = parts
          .map(({ kind, tag, word }) =>
            kind === 'comment' ? `<!-- ${word} -->` : `<${tag} class="x">${word}</${tag}>\n`,
          )
          .join('')
        const visibleWords = parts.filter(({ kind }) => kind === 'shown').map(({ word }) => word)
        expect(wordsOfPage(html)).toBe(visibleWords.join(' '))
      }),
    )
  })

  it('have the entities written out that stand for a character', () => {
    expect(wordsOfPage('Tom &amp; Jerry&nbsp;&lt;3 &quot;x&quot; &#228;&#xe4; &unknown; &#1114112;')).toBe(
      'Tom & Jerry <3 "x" ää &unknown; &#1114112;',
    )
  })

  it('never hold a whole tag, and end in time, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 2_000, unit: fc.constantFrom('<', '>', '&', ';', '!', '-', 'a', ' ', '/') }),
        (text) => {
          expect(wordsOfPage(text)).not.toMatch(/<[a-z][^<>&]*>/)
        },
      ),
    )
  })
})

describe('a bot wall', () => {
  it.each([
    [{ 'cf-mitigated': 'challenge' }, true],
    [{ 'x-amzn-waf-action': 'captcha' }, true],
    [{ 'cf-ray': '8f0' }, false],
    [{}, false],
  ])('is recognised by its headers %o: %s', (headers, isWall) => {
    expect(isWallByHeaders(headers)).toBe(isWall)
  })

  it.each([
    ['Just a moment...', true],
    ['Verify you are human by completing the action below', true],
    ['Checking if you are a human', true],
    ['Our systems have detected unusual traffic', true],
    ['Are you a robot?', true],
    ['Verify your e-mail address', false],
    ['Humans and robots: a conversation', false],
  ])('is recognised by the words "%s": %s', (words, isWall) => {
    expect(isWallByWords(words)).toBe(isWall)
  })
})
