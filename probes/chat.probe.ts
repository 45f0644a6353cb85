import { browserProbe, expect, observeText } from 'doorwatch/probe'

// Sends a prompt in an existing session and reads the reply as it appears.
export default browserProbe(
  { name: 'chat', surface: 'chat', every: '1m', timeout: '45s', session: 'signed-in' },
  async ({ page, step, measure, target }) => {
    const { url, prompt, answer, locators } = target.chat

    await step('open the app', async () => {
      await page.goto(url)
      await expect(page.locator(locators.input)).toBeVisible()
    })
    await step('send a prompt', async () => {
      await page.locator(locators.input).fill(prompt)
      await page.locator(locators.send).click()
      await expect(page.locator(locators.reply)).toBeAttached()
    })
    await step(
      'read the reply',
      async () => {
        await expect(page.locator(locators.done)).toBeVisible({ timeout: 30_000 })
        const reply = await observeText(page.locator(locators.reply))
        if (reply.ttftMs !== undefined) measure('ttft_ms', reply.ttftMs)
        if (reply.msPerToken !== undefined) measure('ms_per_token', reply.msPerToken)
        measure('longest_gap_ms', reply.longestGapMs)
        measure('tokens', reply.tokens)
        expect(reply.text).toContain(answer)
      },
      { timeout: '32s' },
    )
  },
)
