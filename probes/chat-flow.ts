import {
  type BrowserArguments,
  expect,
  Fault,
  OPEN_MS,
  observeText,
  openPage,
  readText,
  withText,
} from 'doorwatch/probe'
import { expectAnswer } from './answer.ts'

/** Sends a prompt and reads the reply as it appears. A reply that breaks off, is empty, wrong or doubled has failed. */
export async function chatFlow({ page, step, measure, target }: BrowserArguments<'chat'>): Promise<void> {
  const { url, prompt, answer, locators } = target.chat
  const reply = page.locator(locators.reply)
  const done = page.locator(locators.done)
  const failed = page.locator(locators.failed ?? '#doorwatch-none')

  await step('open the app', async () => {
    await openPage(page, url)
    await expect(page.locator(locators.input)).toBeVisible({ timeout: OPEN_MS })
  })
  await step('send a prompt', async () => {
    await page.locator(locators.input).fill(prompt)
    await page.locator(locators.send).click()
    // Whichever comes first: text of a reply, an end without any, or word that it failed.
    const text = withText(reply)
    await expect(text.or(done).or(failed).first())
      .toBeVisible({ timeout: 20_000 })
      .catch(async (error: unknown) => {
        // A reply of nothing has no size, so nobody sees that it is there.
        const isEmpty = (await done.count()) > 0 && (await text.count()) === 0
        // The step is nearly over, so nothing is waited for any more.
        const beside = isEmpty && (await reply.count()) > 0 ? await readText(reply.first(), { timeout: 100 }) : {}
        if (isEmpty) expectAnswer('', answer, beside)
        throw error
      })
    const none = (await failed.isVisible()) && (await text.count()) === 0
    if (none) throw new Fault('server_error', 'the page reports a failure in place of a reply')
  })
  await step('read the reply', async () => {
    await expect(done.or(failed).first()).toBeVisible({ timeout: 30_000 })
    if (await failed.isVisible()) throw new Fault('truncated', 'the reply broke off')
    const { text, aside, sealed, doubled, ttftMs, msPerToken, longestGapMs, tokens } = await observeText(reply)
    if (ttftMs !== undefined) measure('ttft_ms', ttftMs)
    if (msPerToken !== undefined) measure('ms_per_token', msPerToken)
    // Nobody saw the text grow where a script writes it into a form field.
    if (ttftMs !== undefined) measure('longest_gap_ms', longestGapMs)
    measure('tokens', tokens)
    if (doubled) throw new Fault('wrong_answer', 'every part of the reply came twice')
    expectAnswer(text, answer, { aside, sealed })
  })
}
