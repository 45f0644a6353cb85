import { browserProbe, expect, signIn } from 'doorwatch/probe'

// Signs in with a new session, by the strategy of the target (password, second factor, mailed link or code), and signs out.
export default browserProbe(
  { name: 'login', surface: 'login', every: '1m', timeout: '45s', session: 'fresh' },
  async ({ page, step, measure, hide, target, keepSession }) => {
    const { locators } = target.login

    await signIn({ page, step, measure, target, ...(hide ? { hide } : {}) })
    // The probes that start signed in need a new session from time to time: then this one stays open.
    if (await keepSession?.()) return
    await step('sign out', async () => {
      await page.locator(locators.signOut).click()
      await expect(page.locator(locators.signedOut)).toBeVisible()
    })
  },
)
