import { describe, expect, it } from 'vitest'
import { diagnose, exchange, PAGE, UNEQUAL } from './browser-facts.ts'

describe('what a failed step of a browser probe means', () => {
  it.each([
    [500, 'server_error', 'HTTP 500'],
    [502, 'server_error', 'HTTP 502'],
    [529, 'overloaded', 'HTTP 529'],
    [520, 'edge', 'HTTP 520'],
    [401, 'credentials', 'HTTP 401'],
    [404, 'bad_request', 'HTTP 404'],
    [405, 'blocked', 'HTTP 405: the page refuses this browser'],
    [429, 'quota', 'HTTP 429'],
  ])('a page with HTTP %i is %s', (status, kind, message) => {
    expect(diagnose({ exchanges: [exchange({ status })] })).toMatchObject({ class: kind, message, httpStatus: status })
  })

  it('is decided by the page before the requests of the page', () => {
    const exchanges = [exchange({ status: 503 }), exchange({ kind: 'data', method: 'POST', status: 500 })]
    expect(diagnose({ exchanges })).toMatchObject({ httpStatus: 503, detail: 'GET /chat' })
  })

  it.each([
    [413, 'bad_request', 'HTTP 413'],
    [429, 'quota', 'HTTP 429'],
    [500, 'server_error', 'HTTP 500'],
    [529, 'overloaded', 'HTTP 529'],
  ])('a call that sends something and gets HTTP %i is %s', (status, kind, message) => {
    const call = exchange({ kind: 'data', method: 'POST', status, url: 'https://app.example/messages' })
    expect(diagnose({ exchanges: [exchange({}), call] })).toMatchObject({
      ...{ class: kind, message, httpStatus: status, detail: 'POST /messages' },
    })
  })

  it.each([
    [403, 'credentials', 'HTTP 403: the sign-in was not accepted, the form is back'],
    [401, 'credentials', 'HTTP 401: the sign-in was not accepted, the form is back'],
    [429, 'quota', 'HTTP 429'],
    [529, 'overloaded', 'HTTP 529'],
    [502, 'server_error', 'HTTP 502'],
  ])('a sign-in form that is answered with HTTP %i is %s', (status, kind, message) => {
    const form = exchange({ method: 'POST', status, url: 'https://app.example/sign-in' })
    const page = { ...PAGE, atSignIn: true }
    expect(diagnose({ exchanges: [form], page, signIn: 'sent' })).toMatchObject({ class: kind, message })
  })

  it('counts a failed call that changes something, and one that only reads only for server errors', () => {
    const call = (method: string, status: number) => [exchange({}), exchange({ kind: 'data', method, status })]
    expect(diagnose({ exchanges: call('POST', 401) }).class).toBe('credentials')
    expect(diagnose({ exchanges: call('GET', 500) }).class).toBe('server_error')
    expect(diagnose({ exchanges: call('GET', 401) }).class).toBe('drift')
    expect(diagnose({ exchanges: call('GET', 401), session: 'signed-in' }).class).toBe('refused_session')
  })

  it('ignores missing pictures, and counts missing scripts', () => {
    expect(diagnose({ exchanges: [exchange({ kind: 'asset', status: 500 })] }).class).toBe('drift')
    expect(diagnose({ exchanges: [exchange({ kind: 'script', status: 503 })] }).class).toBe('server_error')
  })

  it('detects a bot wall by its header, its scripts or its words', () => {
    const denied = (headers: Record<string, string> = {}) => [exchange({ status: 403, headers })]
    expect(diagnose({ exchanges: denied({ 'cf-mitigated': 'challenge' }) }).class).toBe('blocked')
    expect(diagnose({ exchanges: denied(), page: { ...PAGE, challenge: true } }).class).toBe('blocked')
    expect(diagnose({ exchanges: denied(), page: { ...PAGE, title: 'Just a moment...' } }).class).toBe('blocked')
    expect(diagnose({ exchanges: denied() })).toMatchObject({
      class: 'blocked',
      message: expect.stringContaining('before the sign-in'),
    })
    expect(diagnose({ exchanges: denied(), signIn: 'shown' }).class).toBe('credentials')
    expect(diagnose({ page: { ...PAGE, challenge: true } }).class).toBe('blocked')
  })

  it('detects a maintenance page, with a status and without', () => {
    const page = { ...PAGE, title: 'Lumen will be back soon', text: 'We are working on it.' }
    expect(diagnose({ exchanges: [exchange({ status: 503 })], page })).toMatchObject({ class: 'edge', httpStatus: 503 })
    expect(diagnose({ page })).toMatchObject({ class: 'edge', message: 'a maintenance page' })
    expect(diagnose({ page: { ...page, text: `${page.text} ${'x'.repeat(2_000)}` } }).class).toBe('drift')
  })

  it.each([
    ['ERR_NAME_NOT_RESOLVED', 'dns'],
    ['ERR_CONNECTION_REFUSED', 'connect'],
    ['ERR_CONNECTION_RESET', 'connect'],
    ['ERR_EMPTY_RESPONSE', 'connect'],
    ['ERR_CERT_DATE_INVALID', 'tls'],
    ['ERR_TOO_MANY_REDIRECTS', 'edge'],
    ['ERR_TIMED_OUT', 'timeout'],
  ])('a request that failed with %s is %s', (net, kind) => {
    expect(diagnose({ exchanges: [exchange({ status: undefined, net })] }).class).toBe(kind)
    expect(diagnose({ exchanges: [] }, new Error(`page.goto: net::${net} at https://app.example`)).class).toBe(kind)
  })

  it('a connection that broke in the middle of an answer is truncated; one that the page gave up is nothing', () => {
    expect(diagnose({ exchanges: [exchange({ kind: 'data', net: 'ERR_CONNECTION_RESET' })] }).class).toBe('truncated')
    expect(diagnose({ exchanges: [exchange({ net: 'ERR_ABORTED' })] }).class).toBe('drift')
  })

  it('a request without an answer is a timeout, one whose answer did not end is stalled', () => {
    const silent = exchange({ status: undefined, finished: false, method: 'POST', url: 'https://app.example/sign-in' })
    expect(diagnose({ exchanges: [silent] })).toEqual({
      class: 'timeout',
      message: 'no answer within 5 s',
      detail: 'POST /sign-in',
    })
    expect(diagnose({ exchanges: [exchange({ kind: 'data', finished: false })] })).toMatchObject({
      class: 'stalled',
      message: 'the answer began and did not end within 5 s',
    })
    expect(diagnose({ exchanges: [exchange({ finished: false })] }).class).toBe('stalled')
    expect(diagnose({ exchanges: [exchange({ kind: 'asset', status: undefined, finished: false })] }).class).toBe(
      'drift',
    )
  })

  it('states the limit that applied, where it is shorter than that of the step', () => {
    const short = Object.assign(new Error('not found'), { matcherResult: { timeout: 1_000 } })
    const silent = exchange({ status: undefined, finished: false })
    expect(diagnose({ exchanges: [silent] }, short).message).toBe('no answer within 1 s')
  })

  it('a good session that is sent to the sign-in page is refused', () => {
    const page = { ...PAGE, atSignIn: true }
    expect(diagnose({ page, session: 'signed-in' }).class).toBe('refused_session')
    expect(diagnose({ page, signIn: 'shown' }).class).toBe('refused_session')
    expect(diagnose({ page, signIn: 'accepted' }).class).toBe('refused_session')
    expect(diagnose({ page }).class).toBe('drift')
  })

  it('an element that is not on a page that works is drift, and names the locator', () => {
    expect(diagnose({})).toMatchObject({ class: 'drift', message: "not found: locator('#reply')" })
  })

  it('a page whose source breaks off is truncated, where something is missing on it', () => {
    expect(diagnose({ pageCut: true })).toMatchObject({ class: 'truncated', message: 'the page ends in the middle' })
    expect(diagnose({ pageCut: true }, UNEQUAL).class).toBe('wrong_answer')
  })

  it('an element that is there and hidden is drift, and no wrong answer', () => {
    const text = "Locator: locator('#reply')\nExpected: visible\nReceived: hidden\nTimeout: 4850ms"
    const hidden = Object.assign(new Error(text), { matcherResult: { timeout: 4_850, actual: 'hidden' } })
    expect(diagnose({}, hidden)).toMatchObject({
      class: 'drift',
      message: "on the page, but not visible: locator('#reply')",
    })
  })

  it('a 429 is the provider’s where the page’s own limits are hardly used', () => {
    const headers = { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '98' }
    expect(diagnose({ exchanges: [exchange({ status: 429, headers })] })).toMatchObject({ blame: 'provider' })
  })

  it('a value that is not the one expected is a wrong answer', () => {
    expect(diagnose({}, UNEQUAL)).toMatchObject({
      class: 'wrong_answer',
      message: 'Expected: "42", received: "41"',
    })
  })

  it('an error inside the stream, or a page in place of data, is classified by its type', () => {
    expect(diagnose({ streamError: 'overloaded_error' }, UNEQUAL).class).toBe('overloaded')
    expect(diagnose({ streamError: 'error' }, UNEQUAL).class).toBe('server_error')
    const page = exchange({ kind: 'data', method: 'POST', headers: { 'content-type': 'text/html' } })
    expect(diagnose({ exchanges: [page] }, UNEQUAL).class).toBe('edge')
  })

  it('an empty page whose last request was given up unanswered had no answer in time', () => {
    const givenUp = exchange({ status: undefined, net: 'ERR_ABORTED', finished: true })
    const facts = { page: { ...PAGE, empty: true }, exchanges: [givenUp] }
    expect(diagnose(facts)).toMatchObject({ class: 'timeout', message: 'no answer within 5 s' })
    expect(diagnose({ ...facts, exchanges: [givenUp, exchange({})] })).toMatchObject({ class: 'edge' })
  })

  it('an empty page is no drift, and a page that does not react neither', () => {
    expect(diagnose({ page: { ...PAGE, empty: true } })).toMatchObject({ class: 'edge', message: 'an empty page' })
    expect(diagnose({ page: undefined })).toMatchObject({
      class: 'timeout',
      message: 'the page did not react within 5 s',
    })
  })

  it('the class that a probe names counts where no code decides', () => {
    const named = Object.assign(new Error('the reply was cut off'), { name: 'Fault', failure: 'truncated' })
    expect(diagnose({}, named)).toEqual({ class: 'truncated', message: 'the reply was cut off' })
    expect(diagnose({ exchanges: [exchange({ status: 500 })] }, named).class).toBe('server_error')
    expect(diagnose({}, Object.assign(new Error('x'), { name: 'Fault', failure: 'nonsense' })).class).toBe(
      'probe_error',
    )
  })

  it('a browser or page that died, and an error of the probe itself, say nothing about the service', () => {
    expect(diagnose({ browserAlive: false, exchanges: [exchange({ status: 500 })] }).class).toBe('browser_crash')
    expect(diagnose({ pageCrashed: true }).class).toBe('browser_crash')
    expect(diagnose({ browserAlive: false, browserKilledBy: 'SIGSEGV' })).toEqual({
      class: 'browser_crash',
      message: 'the browser died',
    })
    expect(diagnose({ browserAlive: false, browserKilledBy: 'SIGKILL' })).toMatchObject({
      class: 'browser_crash',
      blame: 'ours',
      message: 'the browser was killed by SIGKILL, not by the probe',
    })
    expect(diagnose({}, new TypeError('x is not a function'))).toMatchObject({
      class: 'probe_error',
      message: 'the probe threw: x is not a function',
    })
  })
})
