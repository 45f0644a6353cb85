import { browserProbe, expect, OPEN_MS, openPage } from 'doorwatch/probe'

// Opens the console in a stored session and goes to the page with the keys.
export default browserProbe(
  { name: 'console', surface: 'console', every: '1m', timeout: '45s', session: 'signed-in' },
  async ({ page, step, target }) => {
    const { url, locators } = target.console

    await step('open the console', async () => {
      await openPage(page, url)
      await expect(page.locator(locators.keysLink)).toBeVisible({ timeout: OPEN_MS })
    })
    await step('open the keys', async () => {
      await page.locator(locators.keysLink).click()
      await expect(page.locator(locators.keys)).toBeVisible()
    })
  },
)
