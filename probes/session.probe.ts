import { browserProbe, expect, OPEN_MS, openPage } from 'doorwatch/probe'

// Comes back with a session that an earlier sign-in left, and expects to be let in. A surface of its own: when nobody
// can sign in, those who are signed in may work on, and that is the first thing they ask.
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
