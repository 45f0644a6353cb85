import type { Locator } from '@playwright/test'
import { describeGrowth, type ReplyStream } from './growth.ts'
import { readObservedGrowth } from './observed-text.ts'
import type { PageText } from './page-text.ts'
import { readText } from './text-locator.ts'

/** Reads how the text of one element grew until now. Call it once the reply is complete. */
export async function observeText(locator: Locator): Promise<ReplyStream & PageText> {
  const [page, seen] = await Promise.all([readText(locator), locator.evaluate(readObservedGrowth)])
  return { ...page, ...describeGrowth({ text: page.text, ...seen }) }
}
