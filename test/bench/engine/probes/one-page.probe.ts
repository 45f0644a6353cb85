import { browserProbe, expect } from 'doorwatch/probe'

// The shortest probe there is: one page, one look.
export default browserProbe(
  { name: 'one-page', surface: 'login', every: '1m', timeout: '20s' },
  async ({ page, step, target }) => {
    await step('open sign-in page', async () => {
      await page.goto(target.login.url)
      await expect(page.locator(target.login.locators.submit)).toBeVisible()
    })
  },
)
