import * as z from 'zod'
import { DAY, HOUR, isTimezone, MINUTE, nearest, SECOND } from '../core/index.ts'
import { publicAddress } from './addresses.ts'
import { budget } from './budget-schema.ts'
import { channelSchema } from './channel-schema.ts'
import { localPath } from './local-path.ts'
import { routeSchema } from './route-schema.ts'
import { duration, schedule, someTime } from './schedule-schema.ts'
import { type SecretRef, secret, tokenSecret, webhookSecret } from './secret-schema.ts'
import { targetSchema } from './target-schema.ts'
import { tracesSchema } from './traces-schema.ts'
import type { Environment } from './variables.ts'
import { sharesSchema, workflowSchema } from './workflow-schema.ts'

/** 0.99 for 99 %; 0 and 1 leave no error budget to compute with. */
const share = z.number().superRefine((value, context) => {
  if (value > 0 && value < 1) return
  const hint =
    value > 1 && value <= 100
      ? `Write ${value === 100 ? 99.9 : value} % as ${shareText(value)}.`
      : '99 % is written 0.99.'
  context.addIssue({ code: 'custom', message: 'a share between 0 and 1, such as 0.99', params: { hint } })
})

function shareText(percent: number): string {
  return String(Number(((percent === 100 ? 99.9 : percent) / 100).toFixed(6)))
}

/** '2026-03-02T11:00:00+01:00' to epoch milliseconds. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))

const timezone = z
  .string()
  .superRefine((name, context) => {
    if (isTimezone(name)) return
    const closest = nearest(name, Intl.supportedValuesOf('timeZone'))
    const hint = closest
      ? `Did you mean ${closest}?`
      : 'Names are those of the IANA database: region and city. Leave timezone out for the zone of this machine.'
    context.addIssue({ code: 'custom', message: "an IANA time zone such as 'Europe/Berlin'", params: { hint } })
  })
  .describe('The zone of times in alerts, pages and commands. Default: the zone of this machine.')

const port = z.int().min(0).max(65_535)

/** The whole configuration. Unknown keys are errors. Defaults and units are here and nowhere else. */
export function configSchema(environment: Environment) {
  const secretRef = secret(environment)
  const path = localPath(environment)
  return z.strictObject({
    location: z.string().min(1).max(60).default('local').describe('The name of the place where this worker runs.'),
    timezone: timezone.optional(),
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
    alerts: alertsSchema(secretRef),
    dashboard: dashboardSchema(secretRef),
    traces: tracesSchema(secretRef),
    maintenance: z
      .array(maintenanceWindow)
      .default([])
      .describe('Windows without alerts; trouble that lasts beyond the end of one is alerted then.'),
    objectives,
    workflows: z.array(workflowSchema).default([]).describe('The work of the team, and what it does in an outage.'),
    shares: sharesSchema.describe('Parts that surfaces share, so that they fail together.'),
    retention,
  })
}

const SHORTEST_PING_MS = 10 * SECOND

function alertsSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      reminderEvery: duration.default(4 * HOUR),
      channels: z.array(channelSchema(secretRef)).default([]),
      routes: z
        .array(routeSchema)
        .default([])
        .describe('Which channels get which alerts, and when: the first route that matches decides.'),
      weeklyProof: z
        .boolean()
        .default(true)
        .describe('Whether every channel gets a message on Monday at 09:00 that all is quiet; PagerDuty gets none.'),
      runbooks: z.record(z.string(), z.url({ protocol: /^https?$/ })).default({}),
      deadMan: z
        .strictObject({
          url: webhookSecret(secretRef),
          every: duration
            .refine((ms) => ms >= SHORTEST_PING_MS, {
              error: 'at least 10s',
              params: { hint: 'Write 1m, for example.' },
            })
            .default(MINUTE),
        })
        .optional()
        .describe(
          'The address of a dead-man switch: it is pinged while the monitor works, and alerts when that stops.',
        ),
    })
    .prefault({})
}

function dashboardSchema(secretRef: SecretRef) {
  return z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.optional(),
      token: tokenSecret(secretRef).optional(),
      publicUrl: publicAddress
        .optional()
        .describe('The address at which people reach it; links in alerts begin with it.'),
      share: z
        .boolean()
        .default(false)
        .describe('Opens /api/v2/*, /history.atom, /badge.json and /state without the token: states and times only.'),
    })
    .prefault({})
}

const maintenanceWindow = z.strictObject({
  from: instant,
  to: instant,
  target: z.string().min(1).optional(),
  surface: z.string().min(1).optional(),
  reason: z.string().min(1).max(200).optional(),
})

const objectives = z
  .strictObject({
    availability: share.default(0.99),
    windowDays: z.number().min(1).max(366).default(30),
    surfaces: z
      .record(z.string(), z.strictObject({ availability: share.optional(), latency: someTime.optional() }))
      .default({}),
  })
  .prefault({})
  .describe('What a surface should reach: a share of good runs, and optionally how long a run may take.')

const retention = z
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
      .describe('Limit for all of them; the oldest go first.'),
    incidentMegabytes: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(500)
      .describe('Limit for those that incidents refer to, which have no age; those of the oldest incident go first.'),
  })
  .prefault({})
