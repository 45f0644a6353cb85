/**
 * How much each service takes. Characters are UTF-16 units unless the name says bytes (UTF-8). Sources: the services' own
 * documentation; Slack's total is not documented and was found by others.
 */
export const LIMITS = {
  slack: { blocks: 50, section: 3_000, fields: 10, field: 2_000, header: 150, button: 75, blockId: 255, total: 10_000 },
  /** The whole request, everything included. */
  teams: { bytes: 28_000 },
  /** `embeds`: all texts of all embeds together. */
  discord: {
    content: 2_000,
    title: 256,
    description: 4_096,
    fields: 25,
    fieldName: 256,
    fieldValue: 1_024,
    embeds: 6_000,
  },
  /** After entities are resolved; plain text has none. */
  telegram: { text: 4_096 },
  pagerduty: { summary: 1_024, dedupKey: 255, source: 255, bytes: 512_000 },
  /** The message alone; a longer one becomes an attachment. */
  ntfy: { messageBytes: 4_096, titleBytes: 250, actions: 3 },
  /** One header line; a longer one is cut by some servers. */
  email: { subject: 240 },
  /** The whole body: what nginx passes on by default (1 MB). */
  webhook: { bytes: 1_000_000 },
  /** What an apprise API takes of a body before services cut it themselves. */
  apprise: { title: 250, body: 32_000 },
} as const
