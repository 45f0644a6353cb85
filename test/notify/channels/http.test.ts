import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { ChannelError } from '../../../src/notify/channels/channel.ts'
import {
  answerError,
  isHtmlDocument,
  isSuccess,
  isWebPage,
  isWithoutWords,
  readReply,
  type Service,
  unreached,
} from '../../../src/notify/channels/http.ts'

const ADDRESS = 'https://hooks.example.org/services/T0SECRET01/XsecretXtokenX42'
const SERVICE: Service = { channel: 'hook', secret: new Secret('HOOK_URL', ADDRESS), fetcher: fetch }
const AT = 'Mon, 23 Nov 2026 21:00:00 GMT'

const waitIn = async (headers: Record<string, string>) =>
  (await readReply(new Response('', { status: 429, headers }))).retryAfterMs

describe('the wait that an answer asks for', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 120 ', 120_000],
    ['1.5', 1_500],
  ])('is in seconds: %j', async (value, ms) => {
    expect(await waitIn({ 'retry-after': value })).toBe(ms)
  })

  it('may be a date, measured from the date of the answer and not by the clock of this machine', async () => {
    expect(await waitIn({ 'retry-after': 'Mon, 23 Nov 2026 21:00:30 GMT', date: AT })).toBe(30_000)
    expect(await waitIn({ 'retry-after': 'Mon, 23 Nov 2026 20:59:00 GMT', date: AT })).toBe(0)
    expect(await waitIn({ 'retry-after': 'Mon, 23 Nov 2026 21:00:30 GMT' })).toBeUndefined()
  })

  it.each(['soon', '-5', 'soon 7', '1e3', '', 'NaN'])('is none where it is neither: %j', async (value) => {
    expect(await waitIn({ 'retry-after': value, date: AT })).toBeUndefined()
  })

  it('is none where no header names one', async () => {
    expect(await readReply(new Response('ok'))).toEqual({ status: 200, body: 'ok' })
  })
})

describe('the body of an answer', () => {
  it('is read up to the limit, in bytes', async () => {
    expect((await readReply(new Response('abcdef'), 4)).body).toBe('abcd')
    expect((await readReply(new Response('abcd'), 4)).body).toBe('abcd')
    expect((await readReply(new Response(null, { status: 204 }))).body).toBe('')
  })

  it('is not read to the end where it has none', async () => {
    let chunks = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1
        controller.enqueue(new Uint8Array(1_000).fill(0x78))
      },
    })
    expect((await readReply(new Response(endless))).body).toBe('x'.repeat(8_192))
    expect(chunks).toBeLessThan(15)
  })
})

describe('an answer', () => {
  it.each([
    [199, false],
    [200, true],
    [202, true],
    [299, true],
    [300, false],
    [302, false],
  ])('with HTTP %i is a success: %s', (status, success) => {
    expect(isSuccess({ status, body: '' })).toBe(success)
  })

  it('says by its status alone that it was taken, except by a 200', () => {
    expect(isWithoutWords({ status: 204, body: '' })).toBe(true)
    expect(isWithoutWords({ status: 202, body: ' \n' })).toBe(true)
    expect(isWithoutWords({ status: 202, body: 'queued' })).toBe(false)
    expect(isWithoutWords({ status: 200, body: '' })).toBe(false)
  })

  it.each([
    ['<html>', true, true],
    ['\n <!DOCTYPE html><p>', true, true],
    ['<!-- made by a proxy --><HTML lang="en">', true, true],
    ['<head>', true, true],
    ['<script>', true, true],
    ['<?xml version="1.0"?><ok/>', true, false],
    ['<ok/>', true, false],
    ['<header>', true, false],
    ['ok <html>', false, false],
    ['{"html":"<html>"}', false, false],
    ['', false, false],
  ])('%j is a web page: %s, a document in HTML: %s', (body, page, document) => {
    expect(isWebPage({ body })).toBe(page)
    expect(isHtmlDocument({ body })).toBe(document)
  })
})

describe('the error for an answer', () => {
  it('is permanent only with advice, whatever the status', () => {
    const statuses = fc.integer({ min: 100, max: 599 })
    fc.assert(
      fc.property(statuses, fc.string(), (status, body) => {
        expect(answerError(SERVICE, { status, body }, undefined).permanent).toBe(false)
        const refused = answerError(SERVICE, { status, body, retryAfterMs: 5_000 }, 'Correct HOOK_URL.')
        expect(refused).toMatchObject({ permanent: true, hint: 'Correct HOOK_URL.', retryAfterMs: undefined })
      }),
    )
  })

  it.each([
    [429, undefined, 1_000],
    [429, 9_000, 9_000],
    [503, 9_000, 9_000],
    [503, undefined, undefined],
    [408, 9_000, 9_000],
    [425, 9_000, 9_000],
    [404, 9_000, undefined],
    [302, 9_000, undefined],
  ])('with HTTP %i and a wait of %s ms leaves the channel alone for %s ms', (status, retryAfterMs, wait) => {
    const reply = { status, body: '', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    expect(answerError(SERVICE, reply, undefined).retryAfterMs).toBe(wait)
  })

  it('quotes the words of the service in one line without the address, in part, whole or escaped', () => {
    const body = `no_service\r\n${ADDRESS} /services/T0SECRET01/XsecretXtokenX42 XsecretXtokenX42`
    const { message } = answerError(SERVICE, { status: 404, body }, undefined)
    expect(message).toMatch(/^hook: HTTP 404 \(no_service \[secret HOOK_URL\]/)
    expect(message).not.toContain('XsecretXtokenX42')
    expect(message).not.toContain('T0SECRET01')
    expect(answerError(SERVICE, { status: 500, body: 'x'.repeat(5_000) }, undefined).message.length).toBeLessThan(130)
    expect(answerError(SERVICE, { status: 500, body: ' \0 ' }, undefined).message).toBe('hook: HTTP 500')
  })

  it('takes out a second secret that the answer repeats', () => {
    const service: Service = { ...SERVICE, otherSecret: new Secret('TOPIC', 'planted-topic') }
    const { message } = answerError(service, { status: 403, body: 'no access to planted-topic' }, undefined)
    expect(message).toBe('hook: HTTP 403 (no access to [secret TOPIC])')
  })

  it.each([
    [
      { status: 400, body: 'The plain HTTP request was sent to HTTPS port' },
      'write https:// in place of http:// in HOOK_URL',
    ],
    [{ status: 400, body: 'Client sent an HTTP request to an HTTPS server.' }, 'speaks TLS on this port'],
    [{ status: 429, body: '' }, 'limits how often alerts may be sent'],
    [{ status: 500, body: '' }, 'The service behind HOOK_URL has trouble'],
    [{ status: 302, body: '' }, 'a captive portal or proxy may stand in between'],
    [{ status: 403, body: '<html>' }, 'a captive portal or proxy may stand in between'],
    [{ status: 400, body: 'no' }, 'The service did not take the message'],
  ])('says what to do about %j', (reply, hint) => {
    expect(answerError(SERVICE, reply, undefined).hint).toContain(hint)
  })
})

/** An error as fetch throws it: the code is that of the cause. */
const thrown = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(ADDRESS), { code }) })

describe('the error for a request without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'connection refused'],
    ['ENOTFOUND', 'no such host'],
    ['UND_ERR_CONNECT_TIMEOUT', 'no connection in time'],
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['ESOMETHING', 'no usable answer, ESOMETHING'],
  ])('says what %s means, and not the address', (code, words) => {
    const error = unreached(SERVICE, thrown(code))
    expect(error).toMatchObject({ permanent: false, retryAfterMs: undefined })
    expect(error.message).toContain(words)
    expect(`${error.message} ${error.hint}`).not.toContain('XsecretXtokenX42')
    expect(error.cause).toBeUndefined()
  })

  it('has no code where none is thrown', () => {
    expect(unreached(SERVICE, 'x').message).toBe('hook: no usable answer')
    expect(unreached(SERVICE, undefined).message).toBe('hook: no usable answer')
    expect(unreached(SERVICE, new DOMException('stop', 'AbortError')).message).toBe('hook: no answer in time')
  })

  it('is permanent only where the address is none', () => {
    expect(unreached(SERVICE, thrown('ERR_INVALID_URL'))).toMatchObject({
      ...{ permanent: true, message: 'hook: the address is not a URL', hint: 'Check the address in HOOK_URL.' },
    })
  })

  it('stays the error that a channel made itself', () => {
    const error = new ChannelError('hook: no', { permanent: true })
    expect(unreached(SERVICE, error)).toBe(error)
  })

  it('suspects TLS where a server closes the connection of http://', () => {
    const plain = { ...SERVICE, secret: new Secret('HOOK_URL', 'http://hooks.example.org') }
    expect(unreached(plain, thrown('ECONNRESET')).hint).toContain('write https:// in place of http:// in HOOK_URL')
    expect(unreached(SERVICE, thrown('ECONNRESET')).hint).not.toContain('https:// in place')
  })

  it('names the place of the address where the secret is a key', () => {
    const address = { url: 'http://push.example.org', place: 'server of the channel "phones"' }
    const service: Service = { ...SERVICE, secret: new Secret('TOPIC', 'planted-topic'), address }
    expect(unreached(service, thrown('ENOTFOUND')).hint).toContain('Check the host in server of the channel "phones"')
    expect(unreached(service, thrown('EPIPE')).hint).toContain('in place of http:// in server of the channel "phones"')
    expect(unreached(service, thrown('ERR_INVALID_URL')).hint).toContain('the address in server of the channel')
    expect(answerError(service, { status: 502, body: '' }, undefined).hint).toContain('behind server of the channel')
  })
})
