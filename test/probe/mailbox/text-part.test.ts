import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastSentence, linksInText } from '../../../src/probe/mailbox/text-part.ts'

const urls = (text: string) => linksInText(text).map(({ url }) => url)

describe('the addresses in the text of a mail', () => {
  it.each([
    ['Go to https://a.example/in.', 'https://a.example/in'],
    ['Go to https://a.example/in, then wait', 'https://a.example/in'],
    ['(see https://a.example/in)', 'https://a.example/in'],
    ['https://a.example/wiki/Door_(wood)', 'https://a.example/wiki/Door_(wood)'],
    ['(https://a.example/wiki/Door_(wood))', 'https://a.example/wiki/Door_(wood)'],
    ['[sign in](https://a.example/in)', 'https://a.example/in'],
    ['*https://a.example/in*', 'https://a.example/in'],
    ['「https://a.example/in」', 'https://a.example/in'],
    ['请打开https://a.example/in。', 'https://a.example/in'],
    ['<https://a.example/in?x=1>', 'https://a.example/in?x=1'],
    ['<https://a.example/a-long-\r\nkey-of-two-lines>', 'https://a.example/a-long-key-of-two-lines'],
    ['"https://a.example/in"', 'https://a.example/in'],
    ['https://a.example/in?x=1&y=2#z', 'https://a.example/in?x=1&y=2#z'],
    ['https://a.example/in?token=abc==', 'https://a.example/in?token=abc=='],
    ['HTTP://A.example/in!?', 'HTTP://A.example/in'],
  ])('of %j is %s', (text, url) => {
    expect(urls(text)).toEqual([url])
  })

  it.each(['https://a.example/in…', 'https://a.example/in...', 'www.a.example/in', 'mailto:a@b.example', ''])(
    'are none of %j',
    (text) => {
      expect(urls(text)).toEqual([])
    },
  )

  it('may go on in the next line only between angle brackets', () => {
    expect(urls('https://a.example/in\r\nmore')).toEqual(['https://a.example/in'])
  })

  it('have the last sentence before them as context, each its own', () => {
    expect(linksInText('Hi. To sign in: https://a.example/1\nNot you? https://a.example/2')).toEqual([
      { url: 'https://a.example/1', label: '', context: 'To sign in:' },
      { url: 'https://a.example/2', label: '', context: 'Not you' },
    ])
  })

  it('are found whatever stands around them', () => {
    const before = fc.constantFrom('', ' ', '\n', '(', '"', '. ', ', ', '; ', '…', ' and ')
    const after = fc.constantFrom('', ' ', '\n', ')', '"', '. ', ', ', '; ', ' and ')
    fc.assert(
      fc.property(before, fc.stringMatching(/^[a-z0-9]{1,30}$/), after, (left, key, right) => {
        expect(urls(`${left}https://a.example/in/${key}${right}`)).toEqual([`https://a.example/in/${key}`])
      }),
    )
  })

  it('are read in bounded time, whatever the text', () => {
    for (const piece of ['https://', '(', ')', '.', '<https://a', 'https://a.example/x)'])
      expect(urls(piece.repeat(20_000)).length).toBeLessThanOrEqual(20_000)
    for (const tail of [')', ')}', ',', '.)', "*'"])
      expect(urls(`(https://a.example/in${tail.repeat(90_000)}`)).toEqual(['https://a.example/in'])
  })

  it.each([
    ['https://a.example/(a))', 'https://a.example/(a)'],
    ['https://a.example/((a))))', 'https://a.example/((a))'],
    ['https://a.example/[a].)', 'https://a.example/[a]'],
    ['https://a.example/{a}}).', 'https://a.example/{a}'],
    ['https://a.example/(', 'https://a.example/('],
  ])('keep the brackets that they open: %j is %s', (text, url) => {
    expect(urls(text)).toEqual([url])
  })
})

describe('the last sentence', () => {
  it.each([
    ['One. Two', 'Two'],
    ['One. Two. ', 'Two'],
    ['One?\n\n ---- ', 'One'],
    ['版本 1.2 です', '版本 1.2 です'],
    ['一。 二', '二'],
    ['1.5 2.5', ''],
    ['', ''],
  ])('of %j is %j', (text, sentence) => {
    expect(lastSentence(text)).toBe(sentence)
  })
})
