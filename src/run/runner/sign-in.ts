import type { Target } from '../../core/index.ts'
import { diagnoseBrowser } from '../classify/browser.ts'
import { ObservedFailure, readThrown } from '../classify/thrown.ts'
import { watchNetwork } from '../drivers/network-watch.ts'
import { readPage } from '../drivers/page-facts.ts'
import { createRecorder } from '../recorder.ts'
import type { BrowserHost } from './browser-host.ts'
import type { StorageState } from './sessions.ts'

const LIMIT_MS = 15_000

/**
 * Signs in through the login door, as preparation that no step reports.
 * @throws ObservedFailure that says what kept it from succeeding
 */
export async function signIn(host: BrowserHost, target: Target): Promise<StorageState> {
  const { login } = target
  if (!login) throw new Error(`${target.name} has no login door`)
  const warm = await host.get()
  const context = await warm.browser.newContext({ userAgent: warm.userAgent })
  const recorder = createRecorder(() => performance.now())
  const step = recorder.open('sign in')
  const exchanges = watchNetwork(context, recorder)
  const page = await context.newPage()
  page.setDefaultTimeout(LIMIT_MS)
  try {
    await page.goto(login.url)
    await page.locator(login.locators.email).fill(login.email)
    await page.locator(login.locators.password).fill(login.password.reveal())
    await page.locator(login.locators.submit).click()
    await page.locator(login.locators.signedIn).waitFor()
    return await context.storageState()
  } catch (cause) {
    const diagnosis = diagnoseBrowser({
      thrown: readThrown(cause),
      exchanges: exchanges.filter((exchange) => exchange.step === step),
      page: await readPage(page, login.locators.email),
      session: 'fresh',
      signedInBefore: false,
      browserAlive: warm.browser.isConnected(),
      pageCrashed: false,
    })
    throw new ObservedFailure({ ...diagnosis, message: `no session to go in with: ${diagnosis.message}` }, cause)
  } finally {
    await context.close().catch(() => {})
  }
}
