import { browserProbe, expect } from 'doorwatch/probe'

// Waits for a result; the target's chat address says when the page shows it. The page knows the truth.
export default browserProbe(
  { name: 'wait', surface: 'chat', every: '1m', timeout: '20s' },
  async ({ page, step, measure, target }) => {
    await step('open', () => page.goto(target.chat.url))
    const result = page.locator('#result')
    await step('wait for the result', async () => {
      await page.evaluate('begin()')
      await expect(result).toBeVisible()
    })
    await step('ask for the truth', async () => {
      measure('truth_ms', Number(await result.getAttribute('data-after')))
    })
  },
)
