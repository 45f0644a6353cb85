import { describe, expect, it } from 'vitest'
import { diagnoseLoad, type HangingResource, hangingResources } from '../../../src/run/classify/page-load.ts'
import { readThrown } from '../../../src/run/classify/thrown.ts'
import type { Exchange } from '../../../src/run/page/network-watch.ts'

const request = (change: Partial<Exchange>): Exchange => ({
  ...{
    step: undefined,
    method: 'GET',
    postData: () => undefined,
    headers: {},
    serverMs: undefined,
    net: undefined,
    place: 'page',
  },
  ...{ url: 'https://app.example/x?secret=1', kind: 'asset', resource: 'image', status: undefined, finished: false },
  ...{ begunAt: 0, endedAt: undefined, bytes: undefined, readBody: async () => undefined },
  ...change,
})
const timeout = (message: string) => readThrown(Object.assign(new Error(message), { name: 'TimeoutError' }))
const image = (isOwn: boolean): HangingResource => ({ address: 'x.example/a.png', what: 'image', isOwn })
const call: HangingResource = { address: 'app.example/poll', what: 'request', isOwn: true }
const GOTO =
  'page.goto: Timeout 4850ms exceeded.\nCall log:\n  - navigating to "https://app.example", waiting until "load"'

describe('what hangs on a page', () => {
  it('is what was asked and not answered to its end, the service’s own first, without the query', () => {
    const exchanges = [
      request({ url: 'https://ads.example/a.gif?id=1' }),
      request({}),
      request({ kind: 'frame', resource: 'document', place: 'frame', status: 200 }),
      request({ finished: true }),
      request({ net: 'ERR_ABORTED' }),
      request({ kind: 'document', resource: 'document' }),
      request({ place: 'popup' }),
      request({ kind: 'data', resource: 'eventsource' }),
    ]
    expect(hangingResources(exchanges, (url) => url.includes('app.example'))).toEqual([
      { address: 'app.example/x', what: 'image', isOwn: true },
      { address: 'app.example/x', what: 'frame', isOwn: true },
      { address: 'app.example/x', what: 'request', isOwn: true },
      { address: 'ads.example/a.gif', what: 'image', isOwn: false },
    ])
  })
})

describe('a navigation whose load event is missing', () => {
  it.each([
    ['the service’s when its own resource hangs', GOTO, [image(true), image(false)], 'timeout'],
    ['the probe’s when a third party hangs', GOTO, [image(false)], 'drift'],
    ['undecided when only a script still asks', GOTO, [call], undefined],
    ['the service’s when networkidle waits for a call', GOTO.replace('"load"', '"networkidle"'), [call], 'timeout'],
    ['undecided when nothing hangs', GOTO, [], undefined],
    ['another failure when an element was awaited', 'locator.click: Timeout 100ms exceeded.', [image(true)], undefined],
    [
      'another failure when an address was awaited',
      'page.waitForURL: Timeout 100ms exceeded.',
      [image(true)],
      undefined,
    ],
  ] as const)('is %s', (_whose, message, hanging, kind) => {
    expect(diagnoseLoad({ thrown: timeout(message), hanging }, '5 s')?.class).toBe(kind)
  })
})
