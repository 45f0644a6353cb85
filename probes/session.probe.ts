import { browserProbe, expect, OPEN_MS, openPage } from 'doorwatch/probe'

// Opens the app with the session of an earlier sign-in. Has its own surface, because existing sessions can work while new
// sign-ins fail.
export default browserProbe(
  { name: 'session', surface: 'session', needs: ['login'], every: '1m', timeout: '30s', session: 'signed-in' },
  async ({ page, step, target }) => {
    const { login, chat, console: keys } = target

    await step('open the app', async () => {
      await openPage(page, login.home ?? chat?.url ?? keys?.url ?? login.url)
      await expect(page.locator(login.locators.signedIn)).toBeVisible({ timeout: OPEN_MS })
    })
  },
)
