import { z } from 'zod'
import { mailAddress, recipients } from './mail-schema.ts'
import { headerSecret, type SecretRef, smtpSecret, webhookSecret } from './secret-schema.ts'

const url = z.url({ protocol: /^https?$/ })
const mode = z.enum(['always', 'fallback']).default('always')
const name = (fallback: string) => z.string().min(1).default(fallback)

/** One way to send alerts. Addresses of services have the service's own as default, so that a proxy or a test can stand in. */
export function channelSchema(secretRef: SecretRef) {
  const webhook = webhookSecret(secretRef)
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('slack'), name: name('slack'), webhook, mode }),
    z.strictObject({
      kind: z.literal('email'),
      name: name('email'),
      smtp: smtpSecret(secretRef),
      from: mailAddress.default('doorwatch@localhost.localdomain'),
      to: recipients,
      mode,
    }),
    z.strictObject({ kind: z.literal('webhook'), name: name('webhook'), url: webhook, mode }),
    z.strictObject({ kind: z.literal('teams'), name: name('teams'), webhook, mode }),
    z.strictObject({ kind: z.literal('discord'), name: name('discord'), webhook, mode }),
    z.strictObject({
      kind: z.literal('telegram'),
      name: name('telegram'),
      api: url.default('https://api.telegram.org'),
      token: secretRef,
      chat: z
        .string()
        .regex(/^(-?\d+|@\w{5,})$/, "the id of a chat, such as '-1001234567890', or '@name' of a public channel"),
      mode,
    }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      name: name('pagerduty'),
      api: url.default('https://events.pagerduty.com'),
      key: secretRef,
      mode,
    }),
    z.strictObject({
      kind: z.literal('ntfy'),
      name: name('ntfy'),
      server: url.default('https://ntfy.sh'),
      topic: secretRef,
      token: headerSecret(secretRef).optional(),
      mode,
    }),
    z.strictObject({ kind: z.literal('apprise'), name: name('apprise'), url: webhook, mode }),
  ])
}
