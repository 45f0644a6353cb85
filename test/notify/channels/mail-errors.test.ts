import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { mailError, refusalsIn, unusable } from '../../../src/notify/channels/mail-errors.ts'

const PASSWORD = 'hunter2-planted'
const place = (scheme = 'smtps') => ({
  channel: 'ops',
  smtp: new Secret('ALERT_SMTP_URL', `${scheme}://ana:${PASSWORD}@mail.example.org`),
  scrub: (text: string) => text.replaceAll(PASSWORD, '[removed]'),
})

/** An error as nodemailer throws it: its facts are fields. */
const thrown = (facts: object) => Object.assign(new Error(`could not send with ${PASSWORD}`), facts)
const errorOf = (facts: object, scheme?: string) => mailError(thrown(facts), place(scheme))

describe('the error of a mail that was not sent', () => {
  it.each([
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'ops: connection refused (ESOCKET, ECONNREFUSED)'],
    [{ code: 'ECONNECTION' }, 'ops: connection closed (ECONNECTION)'],
    [{ code: 'EDNS', originalCode: 'ENOTFOUND' }, 'ops: no such host (EDNS, ENOTFOUND)'],
    [{ code: 'ETLS', originalCode: 'CERT_HAS_EXPIRED' }, 'ops: the certificate of the mail server has expired'],
    [{ code: 'ETIMEDOUT' }, 'ops: no answer in time (ETIMEDOUT)'],
    [{ code: 'ENEWINTHIS' }, 'ops: the mail was not sent (ENEWINTHIS)'],
    [{}, 'ops: the mail was not sent'],
  ])('says in words what %j means, and can be tried again', (facts, message) => {
    const error = errorOf(facts)
    expect(error.message).toContain(message)
    expect([error.code, error.permanent]).toEqual(['channel_unavailable', false])
    expect(error.hint).not.toBe('')
  })

  it.each([
    ['smtp', { code: 'ETIMEDOUT' }, 'write smtps:// in place of smtp:// in ALERT_SMTP_URL'],
    ['smtps', { code: 'EWHATEVER' }, 'Check host, port and scheme (smtp:// or smtps://) in ALERT_SMTP_URL.'],
    [
      'smtps',
      { code: 'ETLS', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' },
      'In ALERT_SMTP_URL, write smtp:// in place of smtps://',
    ],
    ['smtp', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'Check the port in ALERT_SMTP_URL'],
  ])('over %s says what to do about %j', (scheme, facts, hint) => {
    expect(errorOf(facts, scheme).hint).toContain(hint)
  })

  it.each([
    ['ENOAUTH', 'the mail server wants a user and a password'],
    ['ECONFIG', 'the address of the mail server cannot be used'],
    ['EENVELOPE', 'sender or recipients cannot be used'],
  ])('of settings that cannot work is permanent: %s', (code, words) => {
    expect(errorOf({ code })).toMatchObject({
      ...{ code: 'channel_refused', permanent: true, message: `ops: ${words}`, hint: 'Check ALERT_SMTP_URL.' },
    })
    expect(unusable(words, place()).message).toBe(`ops: ${words}`)
  })

  it.each([
    [{ responseCode: 451, response: '451 try later' }, false, 'The server asks to come back later (451)'],
    [
      { responseCode: 550, response: '550 unknown user', permanent: true },
      true,
      'Check the server, sender and recipients of this channel (ALERT_SMTP_URL).',
    ],
    [
      { code: 'EAUTH', responseCode: 535, response: '535 bad credentials', permanent: true },
      true,
      'Check the user and password of this channel (ALERT_SMTP_URL).',
    ],
  ])('quotes the answer of the server: %j', (facts, permanent, hint) => {
    const error = errorOf(facts)
    expect(error.message).toBe(`ops: the mail server answered "${facts.response}"`)
    expect(error.permanent).toBe(permanent)
    expect(error.hint).toContain(hint)
  })

  it('names a code without an answer', () => {
    expect(errorOf({ responseCode: 421 }).message).toBe('ops: the mail server answered "421"')
  })

  it('never holds the password, whatever the server and the library say', () => {
    const long = `535 ${PASSWORD} `.repeat(60)
    for (const facts of [{}, { code: PASSWORD }, { responseCode: 535, response: long, permanent: true }]) {
      const { message, hint, cause } = errorOf(facts)
      expect([message, hint ?? '', String(cause)].join(' ')).not.toContain(PASSWORD)
      expect(message.length).toBeLessThan(260)
    }
  })

  it.each([undefined, null, 'text', 7])('is an error for what was thrown and is none: %s', (what) => {
    expect(mailError(what, place()).message).toBe('ops: the mail was not sent')
  })
})

describe('the recipients that a server refused', () => {
  const scrub = (text: string) => text.replaceAll(PASSWORD, '[removed]')
  const refusal = (recipient: unknown, facts: object = {}) =>
    Object.assign(new Error('refused'), { recipient, ...facts })

  it('have its answer each, and whether they may be tried later', () => {
    const rejectedErrors = [
      refusal('a@example.org', { responseCode: 550, response: '550 no such user' }),
      refusal('b@example.org', { responseCode: 452, response: `452 full, ${PASSWORD}` }),
      refusal('c@example.org'),
    ]
    expect(refusalsIn({ rejectedErrors }, scrub)).toEqual([
      { address: 'a@example.org', answer: '550 no such user', later: false },
      { address: 'b@example.org', answer: '452 full, [removed]', later: true },
      { address: 'c@example.org', answer: '550', later: false },
    ])
  })

  it.each([undefined, null, {}, { rejectedErrors: 'none' }, { rejectedErrors: [null, {}, refusal(7)] }])(
    'are none where a library says nothing usable: %j',
    (from) => {
      expect(refusalsIn(from, scrub)).toEqual([])
    },
  )
})
