import { browserProbe, expect, signIn } from 'doorwatch/probe'

// Signs in from nothing, as the target's account does (password, second factor, mailed link or code), and out again.
export default browserProbe(
  { name: 'login', surface: 'login', every: '1m', timeout: '45s', session: 'fresh' },
  async ({ page, step, measure, hide, target, keepSession }) => {
    const { locators } = target.login

    await signIn({ page, step, measure, target, ...(hide ? { hide } : {}) })
    // Now and then the session is needed by the probes that start signed in, and then it lives on.
    if (await keepSession?.()) return
    await step('sign out', async () => {
      await page.locator(locators.signOut).click()
      await expect(page.locator(locators.signedOut)).toBeVisible()
    })
  },
)
