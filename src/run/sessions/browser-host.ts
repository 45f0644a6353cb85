import type { Browser } from '@playwright/test'
import { DIRECT, type ProxySettings } from '../../core/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import type { Look } from '../browser/browser-options.ts'
import type { BrowserChoice } from '../browser/choice.ts'
import { launchBrowser } from '../browser/launch.ts'
import { ObservedFailure } from '../classify/thrown.ts'
import { captureChild } from '../process/captured-child.ts'

/** The one warm browser of this process. */
export interface BrowserHost {
  /**
   * The running browser; starts it where it does not run.
   * @throws ObservedFailure class `browser_crash` where it does not start
   */
  get(): Promise<WarmBrowser>
  close(): Promise<void>
}

export interface WarmBrowser {
  readonly browser: Browser
  /** Name and version as stored with a run: "Chromium headless shell 156.0.8078.79". */
  readonly name: string
  /** As pages get it. */
  readonly userAgent: string
  /** Resolves with the signal that ended the process of the browser, undefined where none did. */
  endSignal(): Promise<NodeJS.Signals | undefined>
}

export interface BrowserState {
  readonly browserAlive: boolean
  /** The signal that ended the browser; undefined if its process was not observed. */
  readonly browserKilledBy?: NodeJS.Signals | undefined
}

/** A host that starts its browser on demand. @param started called with name and version at each start */
export function createBrowserHost(
  choice: BrowserChoice | undefined,
  started: (name: string) => void,
  { look, proxy = DIRECT }: { readonly look?: Look | undefined; readonly proxy?: ProxySettings } = {},
): BrowserHost {
  let warm: Promise<WarmBrowser> | undefined

  async function start(): Promise<WarmBrowser> {
    if (!choice) throw new ObservedFailure({ class: 'browser_crash', message: 'there is no browser' })
    try {
      const asRoot = process.getuid?.() === 0
      const { result: browser, child } = await captureChild(choice.path, () =>
        launchBrowser(choice, { asRoot, look, proxy }),
      )
      const cdp = await browser.newBrowserCDPSession()
      const { userAgent } = await cdp.send('Browser.getVersion')
      await cdp.detach()
      const name = `${choice.name} ${browser.version()}`
      started(name)
      return { browser, name, userAgent: `${userAgent} ${PRODUCT_AGENT}`, endSignal: child.endSignal }
    } catch (cause) {
      warm = undefined
      throw new ObservedFailure(
        { class: 'browser_crash', message: 'the browser did not start', detail: String(cause) },
        cause,
      )
    }
  }

  return {
    async get() {
      const starting = warm
      const current = await starting
      if (current && !current.browser.isConnected() && warm === starting) warm = undefined
      warm ??= start()
      return warm
    },
    async close() {
      const current = await warm?.catch(() => undefined)
      warm = undefined
      await current?.browser.close()
    },
  }
}

/** Whether the browser runs, and which signal ended it. */
export async function browserState({ browser, endSignal }: WarmBrowser): Promise<BrowserState> {
  if (browser.isConnected()) return { browserAlive: true }
  return { browserAlive: false, browserKilledBy: await endSignal() }
}
