import * as z from 'zod'
import { mailAddress, recipients } from './mail-schema.ts'
import { headerSecret, type SecretRef, smtpSecret, webhookSecret } from './secret-schema.ts'

const url = z.url({ protocol: /^https?$/ })
const mode = z.enum(['always', 'fallback']).default('always')
/** Whether it takes alerts of drills. */
const drills = z.boolean().default(false)
const showCost = z
  .boolean()
  .optional()
  .describe('Whether messages name what an incident costs. Default: no, only who is affected.')
const name = (fallback: string) => z.string().min(1).default(fallback)

/** A webhook of Slack, or a bot with the channel it writes to. */
function slackSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      kind: z.literal('slack'),
      name: name('slack'),
      webhook: webhookSecret(secretRef).optional(),
      token: headerSecret(secretRef).optional(),
      channel: z
        .string()
        .regex(/^#?[\p{L}\p{N}_-]{1,80}$/u, "the id of a channel, such as 'C024BE91L', or its name, such as '#ops'")
        .optional(),
      api: url.optional(),
      mode,
      drills,
      showCost,
    })
    .transform(({ webhook, token, channel, api = 'https://slack.com/api/', ...rest }, context) => {
      const issue = (key: string, message: string, hint: string) => {
        context.addIssue({ code: 'custom', path: [key], message, params: { hint, hidden: true } })
        return z.NEVER
      }
      if (webhook && token) return issue('webhook', 'a webhook or a token, not both', ONE_OF_BOTH)
      if (webhook) return channel === undefined ? { ...rest, webhook } : issue('channel', 'no channel', HAS_CHANNEL)
      if (!token) return issue('webhook', "env('…') with the address of an incoming webhook, or a token", ONE_OF_BOTH)
      if (channel === undefined) return issue('channel', 'the channel of the bot', NEEDS_CHANNEL)
      return { ...rest, token, channel, api }
    })
}

const ONE_OF_BOTH =
  "Write webhook: env('SLACK_WEBHOOK_URL') for an incoming webhook, or token: env('SLACK_BOT_TOKEN') and channel: 'C024BE91L' for a bot."
const HAS_CHANNEL =
  'An incoming webhook writes to the channel it was created for. Leave channel out, or use a bot token.'
const NEEDS_CHANNEL = "Add channel: 'C024BE91L', the id of the channel, and invite the bot to it."

/** One way to send alerts. Addresses of services have the service's own as default, so that a proxy or a test can stand in. */
export function channelSchema(secretRef: SecretRef) {
  const webhook = webhookSecret(secretRef)
  return z.discriminatedUnion('kind', [
    slackSchema(secretRef),
    z.strictObject({
      kind: z.literal('email'),
      name: name('email'),
      smtp: smtpSecret(secretRef),
      from: mailAddress.default('doorwatch@localhost.localdomain'),
      to: recipients,
      mode,
      drills,
      showCost,
    }),
    z.strictObject({
      kind: z.literal('webhook'),
      name: name('webhook'),
      url: webhook,
      secret: secretRef.optional(),
      mode,
      drills,
      showCost,
    }),
    z.strictObject({ kind: z.literal('teams'), name: name('teams'), webhook, mode, drills, showCost }),
    z.strictObject({ kind: z.literal('discord'), name: name('discord'), webhook, mode, drills, showCost }),
    z.strictObject({
      kind: z.literal('telegram'),
      name: name('telegram'),
      api: url.default('https://api.telegram.org'),
      token: secretRef,
      chat: z
        .string()
        .regex(/^(-?\d+|@\w{5,})$/, "the id of a chat, such as '-1001234567890', or '@name' of a public channel"),
      mode,
      drills,
      showCost,
    }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      name: name('pagerduty'),
      api: url.default('https://events.pagerduty.com'),
      key: secretRef,
      mode,
      drills,
      showCost,
    }),
    z.strictObject({
      kind: z.literal('ntfy'),
      name: name('ntfy'),
      server: url.default('https://ntfy.sh'),
      topic: secretRef,
      token: headerSecret(secretRef).optional(),
      mode,
      drills,
      showCost,
    }),
    z.strictObject({ kind: z.literal('apprise'), name: name('apprise'), url: webhook, mode, drills, showCost }),
  ])
}
