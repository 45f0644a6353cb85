import type { IncomingWebhookSendArguments } from '@slack/webhook'

export type Block = NonNullable<IncomingWebhookSendArguments['blocks']>[number]

/** Characters of all texts of blocks together, as Slack's limit of a whole message counts them. */
export function charactersOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + textsOf(block).reduce((length, text) => length + text.length, 0), 0)
}

/** Every `text` of a block, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  )
}
