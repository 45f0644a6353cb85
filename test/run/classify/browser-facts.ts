import { type BrowserFacts, diagnoseBrowser } from '../../../src/run/classify/browser.ts'
import { readThrown } from '../../../src/run/classify/thrown.ts'
import type { Exchange } from '../../../src/run/page/network-watch.ts'
import type { PageFacts } from '../../../src/run/page/page-facts.ts'

export const PAGE: PageFacts = {
  url: 'https://app.example/chat',
  title: 'Chat',
  text: 'Hello Robin, what shall we look at?',
  empty: false,
  controls: 12,
  atSignIn: false,
  asksForCode: false,
  alert: undefined,
  challenge: false,
}

export function exchange(change: Partial<Exchange>): Exchange {
  return {
    step: undefined,
    url: 'https://app.example/chat?q=1',
    method: 'GET',
    postData: () => undefined,
    kind: 'document',
    place: 'page',
    resource: 'document',
    status: 200,
    headers: {},
    serverMs: 5,
    finished: true,
    readBody: async () => undefined,
    net: undefined,
    ...{ begunAt: 0, endedAt: 40, bytes: undefined },
    ...change,
  }
}

/** An element that was waited for and did not come. */
export const NOT_FOUND = Object.assign(new Error("Locator: locator('#reply')\nError: element(s) not found"), {
  matcherResult: { timeout: 4_850 },
})
export const UNEQUAL = Object.assign(new Error('Expected: "42"\nReceived: "41"'), {
  matcherResult: { actual: '41', expected: '42' },
})

export function diagnose(change: Partial<BrowserFacts>, thrown: unknown = NOT_FOUND) {
  return diagnoseBrowser({
    thrown: readThrown(thrown),
    exchanges: [exchange({})],
    streamError: undefined,
    page: PAGE,
    session: 'fresh',
    signIn: 'none',
    browserAlive: true,
    pageCrashed: false,
    limitMs: 5_000,
    ...change,
  })
}
