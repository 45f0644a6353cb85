import * as z from 'zod'
import { BLAMES, FAILURE_CLASSES, OUTCOMES, STATES, TRIGGERS } from '../../core/index.ts'

// The answers of /api/v1. Fields keep their names and meaning; new ones may be added.

const time = z.iso.datetime().describe('ISO 8601, UTC')
const ms = z.number().describe('Milliseconds')
const share = z.number().min(0).max(1)
const count = z.int().min(0)

const failure = z.object({
  class: z.enum(FAILURE_CLASSES),
  blame: z.enum(BLAMES),
  message: z.string(),
  step: z.string().optional(),
  httpStatus: z.int().optional(),
})

export const surface = z.object({
  target: z.string(),
  surface: z.string(),
  state: z.enum(STATES),
  measured: z.enum(STATES).describe('The state by the runs, also during maintenance'),
  basis: z.enum(['judged', 'waiting', 'silent', 'no-worker', 'no-probe', 'retired']),
  since: time,
  reason: z.string().optional(),
  failure: failure.optional(),
  maintenanceUntil: time.optional(),
  muteUntil: time.optional(),
})

export const incident = z.object({
  name: z.string(),
  target: z.string(),
  scope: z.string(),
  impactAt: time.describe('The first failing run'),
  openedAt: time.describe('Its declaration'),
  resolvedAt: time.nullable(),
  closed: z.string().nullable().describe('Why it was closed before its surfaces recovered'),
  owner: z.string().nullable(),
  acknowledgedBy: z.string().nullable(),
  surfaces: z.array(
    z.object({
      surface: z.string(),
      state: z.enum(STATES),
      worst: z.enum(STATES),
      since: time,
      recoveredAt: time.nullable(),
      failure: failure.optional(),
    }),
  ),
})

const request = z.object({
  method: z.string(),
  address: z.string().describe('Host and path; :id stands for what differs from run to run'),
  startedAt: time,
  offsetMs: ms.describe('From the start of the step, ms'),
  durationMs: ms,
  status: z.int().optional().describe('Absent where no answer came'),
  failure: z.string().optional().describe('A network error code, a failure class, or unfinished'),
  type: z.string().optional().describe('What the browser loads: document, script, fetch'),
  bytes: count.optional().describe('Length of the body by the header Content-Length'),
})

const step = z.object({
  name: z.string(),
  outcome: z.enum(OUTCOMES),
  startedAt: time,
  durationMs: ms,
  statuses: z.record(z.string(), count).describe('Responses by HTTP status'),
  measures: z.record(z.string(), z.number()),
  failure: failure.optional(),
})

export const run = z.object({
  id: z.int(),
  target: z.string(),
  surface: z.string(),
  probe: z.string(),
  location: z.string(),
  trigger: z.enum(TRIGGERS),
  scheduledAt: time,
  startedAt: time,
  durationMs: ms,
  outcome: z.enum(OUTCOMES),
  steps: z.array(step),
  failure: failure.optional(),
})

/** One run by its id, with its requests where they are stored. */
export const runDetail = run.extend({
  page: z.string().describe('Path of its page on the dashboard'),
  requestsDamaged: z.literal(true).optional().describe('Its requests are stored but cannot be read'),
  steps: z.array(
    step.extend({
      requests: z.array(request).optional().describe('Absent where none is stored'),
      requestsLeftOut: count.optional().describe('Requests beyond the limit of a step or run'),
    }),
  ),
})

const quantiles = { n: count, p50: ms, p95: ms }

export const trend = z.object({
  target: z.string(),
  surface: z.string(),
  from: time,
  to: time,
  bucketMs: ms,
  availability: share.nullable().describe('Good runs of the runs with a result; null without one'),
  buckets: z.array(z.object({ at: time, good: count, failed: count, unmeasured: count })),
  steps: z.array(
    z.object({
      probe: z.string(),
      step: z.string(),
      measure: z.string().describe('duration_ms, or a measure such as ttft_ms'),
      ...quantiles,
      buckets: z.array(z.object({ at: time, ...quantiles })),
    }),
  ),
})

export const objective = z.object({
  target: z.string(),
  surface: z.string(),
  windowDays: z.number(),
  objective: share,
  measured: share.nullable(),
  runs: count,
  bad: count,
  allowed: z.number().describe('Bad runs that the objective allows'),
  left: z.number().describe('Bad runs that are left; negative where the budget is overspent'),
  allowedMs: ms.describe('The same as time of the window, ms'),
  leftMs: ms.describe('Negative where the budget is overspent'),
  dayRate: z
    .number()
    .nullable()
    .describe('How many times faster than allowed over the last day; null: no bad run is allowed'),
  timeLeftMs: ms
    .nullable()
    .describe('Until it is used up at that rate; 0: it is used up; null: it is not exhausted at that rate'),
  incidents: z.array(z.object({ name: z.string(), bad: count })).describe('Bad runs by incident, most first'),
  verdict: z.string(),
})

/** The answer of a list: a page of items, and where the next one begins. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page; null on the last one'),
  })
}

/** Every list of the API with the schema of its items. */
export const LISTS = {
  surfaces: surface,
  incidents: incident,
  runs: run,
  trends: trend,
  objectives: objective,
} as const

/** The JSON schemas (draft 2020-12) of all answers: lists by their names, and `run` for one run. */
export function jsonSchemas(): Readonly<Record<string, unknown>> {
  const lists = Object.entries(LISTS).map(([name, item]) => [name, z.toJSONSchema(pageOf(item))])
  return { ...Object.fromEntries(lists), run: z.toJSONSchema(runDetail) }
}
