import * as z from 'zod'
import {
  BLAMES,
  type Evidence,
  type EvidenceRun,
  FAILURE_CLASSES,
  type Failure,
  type Incident,
  type IncidentSurface,
  type Notice,
  OUTCOMES,
  STATES,
  TRIGGERS,
} from '../../core/index.ts'
import type { Pace, StreamMemory, TargetMemory } from '../../judge/index.ts'

// What the judge's memory must look like when it is read. The compiler holds every schema to the judge's own type, so a
// change of the type without its schema fails the build.

const number = z.number()
const text = z.string()
const count = z.number().min(0)
const state = z.enum(STATES)
const measuredState = z.enum(STATES).exclude(['maintenance'])
const badKind = z.enum(['failed', 'slow'])
const byName = <T>(value: z.ZodType<T>) => z.record(text, value)

const failure: z.ZodType<Failure> = z.object({
  class: z.enum(FAILURE_CLASSES),
  blame: z.enum(BLAMES),
  message: text,
  step: text.exactOptional(),
  httpStatus: number.exactOptional(),
  requestId: text.exactOptional(),
  detail: text.exactOptional(),
  slow: z.object({ tookMs: number, usualMs: number, limitMs: number }).exactOptional(),
  network: z
    .object({
      host: text.exactOptional(),
      sign: z.enum(['answer', 'no-name', 'silence', 'own']),
      decidedBy: z.enum(['controls', 'itself', 'own']),
      votes: z.array(
        z.object({
          control: text,
          source: z.enum(['configured', 'target', 'status-page', 'default']),
          up: z.boolean(),
          code: text.exactOptional(),
        }),
      ),
    })
    .exactOptional(),
})

const evidenceRun: z.ZodType<EvidenceRun> = z.object({
  probe: text,
  location: text,
  trigger: z.enum(TRIGGERS),
  at: number,
  outcome: z.enum(OUTCOMES),
  class: z.enum(FAILURE_CLASSES).exactOptional(),
  message: text.exactOptional(),
})

const evidence: z.ZodType<Evidence> = z.object({
  kind: z.enum(['failed', 'slow', 'slowdown', 'pooled', 'recovery', 'plain']).exactOptional(),
  reasons: z.array(text),
  runs: z.array(evidenceRun),
  numbers: byName(number),
})

const incidentSurface: z.ZodType<IncidentSurface> = z.object({
  surface: text,
  state,
  worst: state,
  since: number,
  recoveredAt: number.exactOptional(),
  retiredAt: number.exactOptional(),
  failure: failure.exactOptional(),
})

const incident: z.ZodType<Incident> = z.object({
  name: text,
  target: text,
  openedAt: number,
  impactAt: number,
  resolvedAt: number.exactOptional(),
  surfaces: z.array(incidentSurface),
  scope: text,
  widest: z.object({ scope: text, surfaces: number }).exactOptional(),
  closed: text.exactOptional(),
})

const notice: z.ZodType<Notice> = z.object({
  key: text,
  target: text,
  surface: text,
  probe: text,
  blame: z.enum(BLAMES),
  at: number,
  open: z.boolean(),
  failure,
  text,
  kind: z.enum(['network', 'probe', 'unmeasured', 'silent', 'memory']).exactOptional(),
  ended: z.enum(['over', 'unwatched']).exactOptional(),
})

const cusum = z.object({ evidence: count, from: number, runs: count, bad: count })
const blip = z.object({ from: number, to: number })
const rates = z.object({ alone: number, next: number, soon: number, late: number })

const suspicions = z.object({
  outage: byName(cusum),
  slowness: byName(cusum),
  rates: z.array(cusum),
  slowdown: byName(cusum),
  blips: z.object({ failed: blip, slow: blip }),
})

const observation = z.object({
  stream: text,
  bad: badKind.optional(),
  usual: z.object({ failed: rates, slow: rates }).optional(),
  usualBefore: rates.optional(),
  endedAt: number,
  slowdown: byName(number).optional(),
})

const episode = z.object({
  bad: count,
  runs: count,
  badRuns: count,
  recovery: count,
  severity: number,
  level: z.enum(['down', 'degraded']),
  flips: count.exactOptional(),
  passes: count,
  relapses: count,
  kind: z.enum(['failed', 'slow', 'slowdown']),
})

const relationCounts = z.object({ runs: count, failed: count, timed: count, slow: count }).exactOptional()
const counts = z.object({ alone: relationCounts, next: relationCounts, soon: relationCounts, late: relationCounts })
const baseline = z.object({ settled: counts, lastHour: counts, thisHour: counts, good: count, since: number })

const failureCounts = z.object({ runs: count, failures: count }).exactOptional()
const poolCounts = z.object({
  adjacent: failureCounts,
  near: failureCounts,
  soon: failureCounts,
  late: failureCounts,
})
const poolState = z.object({
  from: number,
  to: number,
  began: number,
  failures: count,
  row: count,
  discounts: byName(z.object({ from: number, evidence: number })),
  counts: z.object({ settled: poolCounts, lastHour: poolCounts, thisHour: poolCounts, since: number }),
})

const hourPace = z.object({ runs: count, shift: number })
const stepPace = z.object({
  early: z.array(number),
  runs: count,
  middle: number,
  spread: count,
  hours: z.array(hourPace.nullable()).length(24),
  hour: hourPace.extend({ index: z.int().min(0).max(23) }).exactOptional(),
  autocorrelation: number,
  last: number,
})

type Entry<Name extends 'surfaces' | 'watches'> = z.ZodType<TargetMemory[Name][string]>

const surface: Entry<'surfaces'> = z.object({
  condition: z.enum(['unjudged', 'operational', 'degraded', 'down']),
  state,
  measured: measuredState.exactOptional(),
  since: number,
  failure: failure.exactOptional(),
  reason: text.exactOptional(),
  impactAt: number.exactOptional(),
  declared: evidence.exactOptional(),
  episode: z.object({ before: episode, now: episode }).exactOptional(),
  recovery: z.object({ since: number, lastedMs: number, relapses: count }).exactOptional(),
  recent: z.array(evidenceRun),
  unseen: text.exactOptional(),
  suspended: z.boolean(),
  streams: byName(number),
  watchedMs: number,
})

const watch: Entry<'watches'> = z.object({
  at: number,
  observations: z.array(observation),
  before: suspicions,
  now: suspicions,
  extraRunBudget: number,
})

const stream: z.ZodType<StreamMemory> = z.object({
  probe: text,
  location: text,
  lastSeenMs: number,
  reportedMs: number.exactOptional(),
  at: number,
  bad: z.boolean(),
  baseline,
})

const pace: z.ZodType<Pace> = byName(stepPace)

type Part<Name extends keyof TargetMemory> = z.ZodType<TargetMemory[Name]>

const target: Part<'target'> = z.object({
  name: text,
  probes: z.array(
    z.object({
      surface: text,
      probe: text,
      everyMs: number,
      cadenceMs: number.exactOptional(),
      model: text.exactOptional(),
    }),
  ),
})
const time: Part<'time'> = z.object({ now: number, activeMs: number })
const incidentPart: Part<'incident'> = z.object({ incident: incident.exactOptional(), since: number })
const notices: Part<'notices'> = z.object({ open: byName(notice), first: byName(text) })
const pool: Part<'pool'> = z.object({
  instant: z.object({ at: number, passedSince: z.boolean(), passed: count, runsPerMs: count }),
  failures: z.array(z.object({ surface: text, before: cusum, after: cusum, usualRate: number, endedAt: number })),
  before: poolState,
  now: poolState,
  undecided: z.boolean().exactOptional(),
})

/** Parts of a memory that are stored whole. */
export const PART_SCHEMAS = { target, time, incident: incidentPart, notices, pool }
/** Parts of a memory that are stored entry by entry. */
export const FAMILY_SCHEMAS = { surfaces: surface, watches: watch, streams: stream, paces: pace }
