import * as z from 'zod'
import {
  defined,
  type GoldenPrompt,
  type Hours,
  MonitorError,
  parseHours,
  type Workflow,
  workingHours,
} from '../core/index.ts'
import { someTime } from './schedule-schema.ts'

const HOURS_WANTED = 'hours with a time zone, such as Mo-Fr 09:00-18:00 Europe/London'

/** Working hours of people: with a time zone, because the worker may run in another one. */
const hours = z.string().transform((text, context) => {
  let read: Hours
  try {
    read = parseHours(text)
  } catch (error) {
    const hint = error instanceof MonitorError ? error.hint : undefined
    context.addIssue({ code: 'custom', message: HOURS_WANTED, params: { hint } })
    return z.NEVER
  }
  if (read.zone === undefined) {
    const hint = `Add the time zone of the people: '${text.trim()} Europe/London'.`
    context.addIssue({ code: 'custom', message: HOURS_WANTED, params: { hint } })
    return z.NEVER
  }
  return workingHours(read)
})

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

const currency = z.string().refine((code) => CURRENCIES.has(code), {
  error: 'the code of a currency, such as GBP, EUR or USD',
})

const surface = z.string().regex(/^[^/\s]+\/[^/\s]+$/, "a surface of a target, such as 'claude/cli'")

const need = z.union([surface, z.strictObject({ anyOf: z.array(surface).min(1) })], {
  error: "a surface such as 'claude/cli', or anyOf('claude/chat', 'claude/api')",
})

/** Above 0: a fallback that keeps nothing is stop({ … }). */
const keptShare = z.number().superRefine((value, context) => {
  if (value > 0 && value <= 1) return
  const hint = value > 1 && value <= 100 ? `Write ${value} % as ${value / 100}.` : '60 % is written 0.6.'
  context.addIssue({ code: 'custom', message: 'a share above 0, at most 1', params: { hint } })
})

/** A file beside the configuration. Not an address: it may be out of reach in the outage that it is for. */
const planFile = z
  .string()
  .min(1)
  .max(300)
  .superRefine((path, context) => {
    if (!/^[a-z]+:\/\//i.test(path)) return
    const hint = 'Keep a copy next to the configuration: the address may be unreachable in an outage.'
    context.addIssue({ code: 'custom', message: 'a file, relative to the configuration', params: { hint } })
  })

const fallback = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('switch'),
    target: z.string().min(1).optional(),
    through: surface,
    capacity: keptShare.default(1),
    proofMaxAge: someTime.prefault('30d'),
    provenBy: z
      .strictObject({
        prompt: z.string().min(1).max(2_000),
        answer: z.string().min(1).max(500),
        within: someTime.prefault('20s'),
      })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('stop'), protects: z.string().min(1).max(200), notice: planFile.optional() }),
  z.strictObject({
    kind: z.literal('manual'),
    guide: planFile,
    guideMaxAge: someTime.prefault('180d'),
    keeps: keptShare,
  }),
])

const HIT_BY_WANTED = "'degraded', 'down', or a limit such as { ttft: '8s' } or { msPerToken: 120 }"

const hitBy = z.union(
  [
    z.custom<'degraded' | 'down'>((value) => value === 'degraded' || value === 'down', { error: HIT_BY_WANTED }),
    z
      .strictObject({ ttft: someTime.optional(), msPerToken: z.number().positive().max(60_000).optional() })
      .refine(({ ttft, msPerToken }) => ttft !== undefined || msPerToken !== undefined, { error: HIT_BY_WANTED }),
  ],
  { error: HIT_BY_WANTED },
)

/** A workflow of the team, with what it does when a surface fails. */
export const workflowSchema = z.strictObject({
  name: z.string().min(1).max(60),
  people: z.int().min(1).max(1_000_000),
  rate: z.strictObject({ amount: z.number().min(0).max(1_000_000), currency }),
  hours,
  uses: z.array(need).min(1),
  hitBy: hitBy.default('degraded'),
  recoverWithin: someTime.optional(),
  tolerates: someTime.optional(),
  owner: z.string().min(1).max(100).optional(),
  afterwards: z.array(z.string().min(1).max(200)).max(20).default([]),
  fallback: fallback.optional(),
})

/** A part that surfaces share, by its name: `{ 'corporate sign-in': ['claude', 'openai/cli'] }`. */
export const sharesSchema = z.record(z.string().min(1).max(60), z.array(z.string().min(1)).min(2)).default({})

/** The workflow of a configuration in its final units. */
export function workflowOf(parsed: z.output<typeof workflowSchema>): Workflow {
  const { recoverWithin, tolerates, owner, hitBy: limit, fallback: found, ...rest } = parsed
  return {
    ...rest,
    hitBy: typeof limit === 'string' ? limit : defined({ ttftMs: limit.ttft, msPerToken: limit.msPerToken }),
    ...defined({ recoverWithinMs: recoverWithin, toleratesMs: tolerates, owner }),
    ...(found ? { fallback: fallbackOf(found) } : {}),
  }
}

function fallbackOf(parsed: z.output<typeof fallback>): NonNullable<Workflow['fallback']> {
  switch (parsed.kind) {
    case 'switch': {
      const { target: _, proofMaxAge, provenBy, ...rest } = parsed
      return { ...rest, proofMaxAgeMs: proofMaxAge, ...(provenBy ? { provenBy: goldenPromptOf(provenBy) } : {}) }
    }
    case 'manual': {
      const { guideMaxAge, ...rest } = parsed
      return { ...rest, guideMaxAgeMs: guideMaxAge }
    }
    case 'stop': {
      const { notice, ...rest } = parsed
      return { ...rest, ...defined({ notice }) }
    }
  }
}

function goldenPromptOf({ within, ...question }: { prompt: string; answer: string; within: number }): GoldenPrompt {
  return { ...question, withinMs: within }
}
