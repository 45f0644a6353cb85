import * as z from 'zod'
import { COMPONENT_STATUSES, COMPONENTS, INCIDENT_STATUSES } from '../account/status-page.ts'

/** Ten days: longer than any outage of an AI service so far. */
const LONGEST_MINUTES = 14_400

const minute = z.number().min(0).max(LONGEST_MINUTES)

/** From `minute` on: a fault that hits a share of the requests, or no fault. */
const stretchSchema = z
  .strictObject({
    minute,
    /** A fault of the sandbox, such as 500 or 529: `doorwatch sandbox faults`. Absent: the surface works. */
    fault: z.string().min(1).max(40).optional(),
    /** Share of requests that are hit. Default: all. */
    probability: z.number().gt(0).max(1).optional(),
    /** The share grows to this until the next stretch. */
    rampTo: z.number().gt(0).max(1).optional(),
  })
  .refine(({ fault, probability, rampTo }) => fault !== undefined || (probability ?? rampTo) === undefined, {
    error: 'a fault together with its probability, or neither',
  })

const postSchema = z.strictObject({
  minute,
  status: z.enum(INCIDENT_STATUSES),
  text: z.string().min(1).max(200),
  components: z.partialRecord(z.enum(COMPONENTS.map(({ key }) => key)), z.enum(COMPONENT_STATUSES)).default({}),
})

/** A scenario as its file holds it. */
export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/),
  title: z.string().min(1).max(100),
  /** What happened, in one phrase. */
  what: z.string().min(1).max(200),
  /** When minute 0 was, UTC. Absent: the scenario is played in working hours of the plan. */
  start: z.iso.datetime({ precision: -1 }).optional(),
  /** The first impact, where it is not minute 0. */
  impact: minute.optional(),
  /** A drill ends here; a benchmark plays all of it. */
  until: minute.optional(),
  /** By surface, in order of time. An empty list: the surface works throughout. */
  surfaces: z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
    z
      .array(stretchSchema)
      .refine((all) => all.every(({ minute }, at) => at === 0 || minute > (all[at - 1]?.minute ?? 0)), {
        error: 'stretches in order of their minutes, no two with the same',
      }),
  ),
  /** What the provider's status page says, in order of time. */
  page: z.array(postSchema),
  sources: z.array(z.url()).default([]),
})

/** An outage as it is played: faults by surface and minute, and what the status page says. */
export type Scenario = z.output<typeof scenarioSchema>
export type ScenarioStretch = z.output<typeof stretchSchema>
export type ScenarioPost = z.output<typeof postSchema>
