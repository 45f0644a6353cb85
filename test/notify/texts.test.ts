import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret, timeAndDay } from '../../src/core/index.ts'
import { createScrub } from '../../src/notify/channels/scrub.ts'
import { asciiWord } from '../../src/notify/text/plain-text.ts'
import { inOrder, sentence, spanOf } from '../../src/notify/text/words.ts'
import { HTTP_500, NOW, surface, surfacesWith } from './kit.ts'

describe('text from outside as one word for a header', () => {
  it('is printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(asciiWord(text)).toMatch(/^[\x21-\x7e]*$/)
      }),
    )
  })
})

describe('the words of an alert', () => {
  it('lists the worst surface first, then the usual order', () => {
    const order = inOrder(surfacesWith(surface('cli', 'down', HTTP_500), surface('api', 'degraded'))).map(
      (one) => one.surface,
    )
    expect(order).toEqual(['cli', 'api', 'login', 'chat', 'console'])
  })

  it('writes times with their zone', () => {
    expect(timeAndDay(NOW)).toBe('21:05:12 UTC on Mon 23 Nov 2026')
    expect(spanOf(NOW, NOW + 60_000)).toBe('21:05:12 UTC to 21:06:12 UTC on Mon 23 Nov 2026')
  })

  it.each([
    ['chat is down', 'Chat is down.'],
    ['Already one.', 'Already one.'],
    ["'x' failed", "'x' failed."],
    ['sandbox/login is odd', 'sandbox/login is odd.'],
    ['really?', 'Really?'],
    ['', ''],
  ])('makes a sentence of "%s"', (text, expected) => {
    expect(sentence(text)).toBe(expected)
  })
})

describe('scrubbing a channel of its secret', () => {
  const secret = new Secret('SMTP_URL', 'smtp://alerts%40corp.example:p%40ss%2Fword@mail.example:587')
  const scrub = createScrub(secret)

  it.each([
    ['whole', 'smtp://alerts%40corp.example:p%40ss%2Fword@mail.example:587'],
    ['its password', 'p@ss/word'],
    ['its password, encoded', 'p%40ss%2Fword'],
    ['its sign-in as the protocol writes it', Buffer.from('\0alerts@corp.example\0p@ss/word').toString('base64')],
    ['its password as the protocol writes it', Buffer.from('p@ss/word').toString('base64')],
    ['its user', 'alerts@corp.example'],
  ])('takes out %s', (_what, form) => {
    expect(scrub(`535 ${form} is wrong`)).toBe('535 [secret SMTP_URL] is wrong')
  })

  it('takes out the parts of a webhook address that are secret, and leaves words', () => {
    const hook = new Secret(
      'SLACK',
      'https://hooks.slack.com/services/T024BE7LD/B024BE7LH/Xabc0123456789?token=0123456789',
    )
    const words = 'no_service Xabc0123456789 T024BE7LD 0123456789 slack services'
    expect(createScrub(hook)(words)).toBe(
      'no_service [secret SLACK] [secret SLACK] [secret SLACK] slack [secret SLACK]',
    )
  })

  it('takes out an address that is none', () => {
    expect(createScrub(new Secret('X', 'not a url'))('it is not a url')).toBe('it is [secret X]')
  })
})
