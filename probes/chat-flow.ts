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

/** Sends a prompt and reads the reply as it appears. A truncated, empty, wrong or doubled reply fails the run. */
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
    // Waits for the first of: text of a reply, an end without text, an error message.
    const text = withText(reply)
    await expect(text.or(done).or(failed).first())
      .toBeVisible({ timeout: 20_000 })
      .catch(async (error: unknown) => {
        // An empty reply has no size, so Playwright does not count it as visible.
        // The step is nearly over, so all is read at once.
        const [ends, texts, replies] = await Promise.all([done.count(), text.count(), reply.count()])
        const isEmpty = ends > 0 && texts === 0
        const parts = isEmpty && replies > 0 ? await readText(reply.first(), { timeout: 200 }) : {}
        if (isEmpty) expectAnswer('', answer, parts)
        throw error
      })
    const hasFailed = (await failed.isVisible()) && (await text.count()) === 0
    if (hasFailed) throw new Fault('server_error', 'the page reports a failure in place of a reply')
  })
  await step('read the reply', async () => {
    await expect(done.or(failed).first()).toBeVisible({ timeout: 30_000 })
    if (await failed.isVisible()) throw new Fault('truncated', 'the reply was cut off')
    const { text, aside, sealed, doubled, ttftMs, msPerToken, longestGapMs, tokens } = await observeText(reply)
    if (ttftMs !== undefined) measure('ttft_ms', ttftMs)
    if (msPerToken !== undefined) measure('ms_per_token', msPerToken)
    // Without a first-token time (a script wrote the text into a form field) there are no gaps to measure.
    if (ttftMs !== undefined) measure('longest_gap_ms', longestGapMs)
    measure('tokens', tokens)
    if (doubled) throw new Fault('wrong_answer', 'every part of the reply came twice')
    expectAnswer(text, answer, { aside, sealed })
  })
}
