import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestCode } from '../../../src/probe/mailbox/codes.ts'
import { codeIn } from '../../../src/probe/mailbox/index.ts'
import { mailOf } from './kit.ts'

const codeOf = async (text: string, pattern?: string) => codeIn(await mailOf({ text }), pattern)

describe('the code of a sign-in mail', () => {
  it.each([
    ['Your code is 482913.', '482913'],
    ['Code: 482 913', '482913'],
    ['Your code: 4829-1377 (order 12)', '48291377'],
    ['In 2026 we sent code 482913 for ticket #1234567', '482913'],
    ['Sent 20261129. Your code: 654321', '654321'],
    ['Questions? Call 800 555 0199. Your code: 654321', '654321'],
    ['Questions? Call 0800 5550199. Your code: 654321', '654321'],
    ['Your code is 123\u00a0456', '123456'],
    ['Your code is 123\u202f456', '123456'],
    ['Your code is 123\u200b456', '123456'],
    ['Your code is 123\u2011456', '123456'],
    ['Your code is 6 5 4 3 2 1', '654321'],
    ['Your code is 6-5-4-3-2-1', '654321'],
    ['Your code is 12 34 56', '123456'],
    ['Your code is １２３４５６', '123456'],
    ['رمز التحقق: ٤٨٢٩١٣', '482913'],
    ['आपका कोड ४८२९१३ है', '482913'],
    ['您的验证码是482913，10分钟内有效。', '482913'],
    ['認証コード：482913', '482913'],
    ['인증번호 482913 입니다', '482913'],
    ['Ihr Bestätigungscode lautet 482913. Rechnung 11223344', '482913'],
    ['Tu código es 482913. Pedido 998877', '482913'],
    ['Ваш код: 482913', '482913'],
    ['G-482913 is your Google verification code.', '482913'],
    ['482913 is your code. It was sent on 2026-11-29 at 10:05.', '482913'],
    ['Reference 112233: your code is below.\n\n482913\n\nLumen Inc, 94107 San Francisco', '482913'],
    ['Your verification code for order 112233 is 482913', '482913'],
    ['112233 is your order number. Code: 482913', '482913'],
    ['Your PIN: 4829', '4829'],
    ['Your code: 48291 (expires at 2027)', '48291'],
    ['Code: 20261129', '20261129'],
    ['Zip code 94107, promo code 112233. Your code: 482913', '482913'],
    ['Hello, 482913 and goodbye', '482913'],
    ['Your code is 482913 (EUR 120000)', '482913'],
  ])('is found in %j', async (text, code) => {
    expect(await codeOf(text)).toBe(code)
  })

  it.each([
    'Call +4930123456789',
    'Ticket #482913',
    'Ticket 482913',
    'Your order number is 482913.',
    'https://lumen.example/482913',
    'costs 482913.50',
    'We paid 482913 EUR',
    'Sent 20261129',
    'Your code is on its way to you. 94107 San Francisco',
    'AB482913',
    'code 48291377123',
    'none',
  ])('is not seen in %j', async (text) => {
    expect(await codeOf(text)).toBeUndefined()
  })

  it('is read from HTML, in one element or in many', async () => {
    const styled = '<style>.c{color:#123456}</style><p>Your code</p><b>482913</b>'
    expect(codeIn(await mailOf({ html: styled }), undefined)).toBe('482913')
    const cells = [...'482913'].map((digit) => `<td>${digit}</td>`).join('')
    expect(codeIn(await mailOf({ html: `<p>Code</p><table><tr>${cells}</tr></table>10 minutes` }), undefined)).toBe(
      '482913',
    )
    const spans = '<span>Code</span><span>482</span><span>913</span>'
    expect(codeIn(await mailOf({ html: spans }), undefined)).toBe('482913')
    expect(codeIn(await mailOf({ html: '<p>Your code:&nbsp;482&#8239;913</p>' }), undefined)).toBe('482913')
  })

  it('is read from the HTML part where the text part has none, and from the subject at last', async () => {
    expect(codeIn(await mailOf({ text: 'Please use a modern mail program.', html: 'Code: 482913' }), undefined)).toBe(
      '482913',
    )
    expect(codeIn(await mailOf({ text: 'Hello', subject: '482913 is your code' }), undefined)).toBe('482913')
  })

  it('is what the pattern finds, letters too', async () => {
    expect(await codeOf('Use AB-12 now', 'Use (\\S+)')).toBe('AB-12')
    expect(await codeOf('Use AB-12 now', 'Take (\\S+)')).toBeUndefined()
  })

  it('is found in bounded time, whatever the mail is', async () => {
    for (const text of ['code 1 ', '9', 'a', '12 ', 'code', '+1', '00', '(12)', 'http://', '1.'])
      expect(await codeOf(text.repeat(200_000 / text.length))).toSatisfy(
        (one) => one === undefined || /^\d{4,8}$/.test(one),
      )
  })
})

describe('a code in any notation', () => {
  const digits = fc.stringMatching(/^[1-9]\d{5}$/)
  const dresses: readonly ((code: string) => string)[] = [
    (code) => code,
    (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
    (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
    (code) => [...code].join(' '),
    (code) => [...code].join('\u200b'),
    (code) => [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''),
    (code) => [...code].map((digit) => String.fromCodePoint(0x0966 + Number(digit))).join(''),
    (code) => [...code].map((digit) => String.fromCodePoint(0x1d7ce + Number(digit))).join(''),
  ]
  const sentences: readonly ((code: string) => string)[] = [
    (code) => `Your code is ${code}.`,
    (code) => `Code:\n\n${code}\n`,
    (code) => `${code} is your verification code.`,
    (code) => `Ihr Einmalcode: ${code}`,
    (code) => `Su código de acceso es ${code}`,
    (code) => `验证码：${code}`,
  ]
  const noise = fc.constantFrom(
    'Sent on 2026-11-29 at 10:05.',
    'Sent 20261129.',
    'Ticket #48291377.',
    'Order 112233.',
    'Call +49 30 1234567 or 800 555 0199.',
    'It costs 482913.50 EUR.',
    '© 2026 Lumen, 94107 San Francisco.',
    'https://lumen.example/x/998877?y=112233',
    'It is good for 10 minutes.',
  )

  it('is found among dates, prices, tickets and telephone numbers', () => {
    fc.assert(
      fc.property(
        digits,
        fc.constantFrom(...dresses),
        fc.constantFrom(...sentences),
        fc.array(noise, { maxLength: 4 }),
        fc.array(noise, { maxLength: 4 }),
        (code, dress, sentence, before, after) => {
          const text = [...before, sentence(dress(code)), ...after].join('\n')
          expect(nearestCode([text])).toBe(code)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('is four to eight ASCII digits or nothing, whatever the text', () => {
    const pieces = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), digits, noise, fc.constantFrom('code', ' ', '-')))
    fc.assert(
      fc.property(pieces, (text) => {
        expect(nearestCode([text.join('')]) ?? '0000').toMatch(/^\d{4,8}$/)
      }),
    )
  })
})
