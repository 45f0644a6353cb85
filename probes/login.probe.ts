import { browserProbe, expect } from 'doorwatch/probe'

// Signs in from nothing, and out again.
export default browserProbe(
  { name: 'login', surface: 'login', every: '1m', timeout: '45s', session: 'fresh' },
  async ({ page, step, target }) => {
    const { url, email, password, locators } = target.login

    await step('open sign-in page', async () => {
      await page.goto(url)
      await expect(page.locator(locators.submit)).toBeVisible()
    })
    await step('submit credentials', async () => {
      await page.locator(locators.email).fill(email)
      await page.locator(locators.password).fill(password.reveal())
      await page.locator(locators.submit).click()
      await expect(page.locator(locators.signedIn)).toBeVisible({ timeout: 15_000 })
    })
    await step('sign out', async () => {
      await page.locator(locators.signOut).click()
      await expect(page.locator(locators.signedOut)).toBeVisible()
    })
  },
)
