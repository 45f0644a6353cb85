import { describe, expect, it } from 'vitest'
import { diagnoseBrowser } from '../../../src/run/classify/browser.ts'
import { diagnoseEmptyPage } from '../../../src/run/classify/empty-page.ts'
import { Overdue, readThrown } from '../../../src/run/classify/thrown.ts'
import type { Exchange } from '../../../src/run/page/network-watch.ts'
import type { PageFacts } from '../../../src/run/page/page-facts.ts'

function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    ...{ step: undefined, url: 'https://app.example/chat', method: 'GET', postData: () => undefined, kind: 'document' },
    ...{ place: 'page', resource: 'document', status: 200, headers: {}, serverMs: 5, finished: true, net: undefined },
    ...{ begunAt: 0, endedAt: 40, bytes: undefined, readBody: async () => undefined },
    ...changes,
  }
}

const BLANK: PageFacts = {
  ...{ url: 'about:blank', title: '', text: '', empty: true, controls: 0, atSignIn: false, asksForCode: false },
  ...{ alert: undefined, challenge: false },
}

/** A step of 5 s that was over before its page was there. */
function diagnose(exchanges: readonly Exchange[], thrown: unknown = new Overdue(5_000), page: PageFacts = BLANK) {
  return diagnoseBrowser({
    ...{ thrown: readThrown(thrown), exchanges, page, streamError: undefined, session: 'fresh', signIn: 'none' },
    ...{ browserAlive: true, pageCrashed: false, limitMs: 5_000 },
  })
}

const GOTO_TIMEOUT = Object.assign(new Error('page.goto: Timeout 5000ms exceeded.'), { name: 'TimeoutError' })
const NOT_FOUND = Object.assign(new Error("Locator: locator('h1')\nError: element(s) not found"), {
  matcherResult: { timeout: 4_900 },
})

describe('a step whose page never opened', () => {
  it.each([
    ['the step was over', new Overdue(5_000)],
    ['goto was over', GOTO_TIMEOUT],
    ['an element was waited for', NOT_FOUND],
  ])('is no evidence against the service where nothing was asked of it: %s', (_what, thrown) => {
    expect(diagnose([], thrown)).toMatchObject({
      class: 'browser_crash',
      message: 'no page was opened: the browser sent no request within 5 s',
    })
  })

  it('had no answer in time where its page was asked for', () => {
    const unanswered = exchange({ status: undefined, finished: false, serverMs: undefined })
    expect(diagnose([unanswered])).toMatchObject({
      class: 'timeout',
      message: 'no answer within 5 s',
      detail: 'GET /chat',
    })
    const givenUp = exchange({ status: undefined, net: 'ERR_ABORTED' })
    expect(diagnose([givenUp])).toMatchObject({ class: 'timeout', detail: 'GET /chat' })
  })

  it('has an answer that began and did not end, where it did', () => {
    expect(diagnose([exchange({ finished: false })]).class).toBe('stalled')
  })

  it('has an answer that the browser did not show', () => {
    expect(diagnose([exchange()])).toMatchObject({
      class: 'browser_crash',
      message: 'the browser did not show the page within 5 s, although it was answered (HTTP 200)',
    })
  })

  it('is diagnosed by its failed status or connection before anything else', () => {
    expect(diagnose([exchange({ status: 503 })]).class).toBe('server_error')
    expect(diagnose([exchange({ status: undefined, net: 'ERR_CONNECTION_RESET' })]).class).toBe('connect')
  })
})

describe('an empty page', () => {
  const HANG = { address: 'app.example/app.js', what: 'script', isOwn: true }
  const seen = { url: 'https://app.example/chat', exchanges: [exchange()], hang: undefined, waited: 'within 5 s' }

  it('of the service is a fault of the service', () => {
    expect(diagnoseEmptyPage(seen)).toEqual({ class: 'edge', message: 'an empty page' })
    expect(diagnose([exchange()], NOT_FOUND, { ...BLANK, url: 'https://app.example/chat' }).class).toBe('edge')
  })

  it('names the script that it waits for', () => {
    expect(diagnoseEmptyPage({ ...seen, hang: HANG })).toEqual({
      ...{ class: 'edge', message: 'an empty page: the script app.example/app.js hangs' },
    })
  })

  it.each([204, 205])('is none where the service answered HTTP %d, which shows nothing', (status) => {
    const blank = { ...seen, url: 'about:blank', exchanges: [exchange({ status })] }
    expect(diagnoseEmptyPage(blank)).toEqual({ class: 'edge', message: 'an empty page' })
  })

  it('is not excused by a popup or a frame that was asked for', () => {
    const others = [exchange({ place: 'popup' }), exchange({ kind: 'frame', place: 'frame' })]
    expect(diagnoseEmptyPage({ ...seen, url: 'about:blank', exchanges: others }).class).toBe('browser_crash')
  })
})
