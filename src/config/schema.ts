import { z } from 'zod'
import { DAY, type Secret } from '../core/index.ts'
import { publicAddress } from './addresses.ts'
import { budget } from './budget-schema.ts'
import { localPath } from './local-path.ts'
import { mailAddress, recipients } from './mail-schema.ts'
import { duration, schedule, someTime } from './schedule-schema.ts'
import { secret, smtpSecret, webhookSecret } from './secret-schema.ts'
import { targetSchema } from './target-schema.ts'
import type { Environment } from './variables.ts'

/** 0.99 for 99 %; all or nothing leaves no budget to speak of. */
const share = z.number().gt(0).lt(1)

/** '2026-03-02T11:00:00+01:00' to epoch milliseconds. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

const TOKEN_LETTERS = 16
const TOKEN_WANTED = `a token of at least ${TOKEN_LETTERS} letters, digits or signs without blanks, for example from: openssl rand -hex 24`

function isLongToken(token: Secret): boolean {
  const text = token.reveal()
  return text.length >= TOKEN_LETTERS && /^[\x21-\x7e]+$/.test(text)
}

const port = z.int().min(0).max(65_535)

/** The whole configuration. Unknown keys are errors; defaults and units are here and nowhere else. */
export function configSchema(environment: Environment) {
  const secretRef = secret(environment)
  const path = localPath(environment)
  const channelMode = z.enum(['always', 'fallback']).default('always')
  return z.strictObject({
    location: z.string().min(1).max(60).default('local').describe('Where this worker runs, as it is shown.'),
    database: path.optional(),
    browser: path.optional(),
    sandbox: z
      .union([z.boolean(), z.strictObject({ budget: budget.optional() })], {
        error: 'true, false or { budget: { … } }',
      })
      .optional()
      .describe('Whether the bundled service is watched; with what probing it may spend a day.'),
    targets: z.array(targetSchema(secretRef, path)).default([]),
    probes: z.array(path).default([]),
    builtinProbes: z.boolean().default(true),
    schedule: schedule.default({}),
    confirmAfter: duration.default(10_000),
    falseAlarmDays: z.number().min(1).max(3_650).default(90),
    alerts: z
      .strictObject({
        reminderEvery: duration.default(4 * 3_600_000),
        channels: z
          .array(
            z.discriminatedUnion('kind', [
              z.strictObject({
                kind: z.literal('slack'),
                name: z.string().min(1).default('slack'),
                webhook: webhookSecret(secretRef),
                mode: channelMode,
              }),
              z.strictObject({
                kind: z.literal('email'),
                name: z.string().min(1).default('email'),
                smtp: smtpSecret(secretRef),
                from: mailAddress.default('doorwatch@localhost.localdomain'),
                to: recipients,
                mode: channelMode,
              }),
              z.strictObject({
                kind: z.literal('webhook'),
                name: z.string().min(1).default('webhook'),
                url: webhookSecret(secretRef),
                mode: channelMode,
              }),
            ]),
          )
          .default([]),
      })
      .default({ reminderEvery: 4 * 3_600_000, channels: [] }),
    dashboard: z
      .strictObject({
        host: z.string().min(1).default('127.0.0.1'),
        port: port.optional(),
        token: secretRef.refine(isLongToken, TOKEN_WANTED).optional(),
        publicUrl: publicAddress.optional().describe('Where people reach it: links in alerts begin with it.'),
      })
      .default({ host: '127.0.0.1' }),
    maintenance: z
      .array(
        z.strictObject({
          from: instant,
          to: instant,
          target: z.string().min(1).optional(),
          surface: z.string().min(1).optional(),
          reason: z.string().min(1).max(200).optional(),
        }),
      )
      .default([])
      .describe('Times in which nobody is told; trouble that lasts beyond the end is told then.'),
    objectives: z
      .strictObject({
        availability: share.default(0.99),
        windowDays: z.number().min(1).max(366).default(30),
        surfaces: z
          .record(z.string(), z.strictObject({ availability: share.optional(), latency: someTime.optional() }))
          .default({}),
      })
      .prefault({})
      .describe('What a surface should reach: a share of good runs, and if wanted how long a run may take.'),
    retention: z
      .strictObject({
        runs: duration.default(30 * DAY),
        hours: duration.default(396 * DAY),
        artifacts: duration
          .default(14 * DAY)
          .describe('How long screenshots, traces and console messages of confirm runs are kept.'),
        artifactMegabytes: z
          .number()
          .min(1)
          .max(1_000_000)
          .default(500)
          .describe('All of them together; the oldest go first.'),
      })
      .prefault({}),
  })
}
