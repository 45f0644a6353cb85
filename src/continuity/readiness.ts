import {
  defined,
  type FailoverProof,
  type FailureClass,
  formatDuration,
  type GoldenAnswer,
  HOUR,
  listOf,
  type State,
  type SwitchFallback,
  type Workflow,
} from '../core/index.ts'
import { targetOf } from './needs.ts'

/** The current measurement of a surface. */
export interface SurfaceReading {
  readonly state: State
  /** Why its newest run did not measure it or failed: "credentials: HTTP 401". */
  readonly trouble?: string
  /** The remaining share of our rate limits at this service, 0 to 1. Absent: its answers do not contain it. */
  readonly headroom?: number
  /** The trouble is on our side: a key, a quota, a probe. */
  readonly ours?: true
}

/** The state of a file of the plan. */
export interface FileCheck {
  readonly exists: boolean
  /** When a person last changed or reviewed it, epoch ms. */
  readonly reviewedAt?: number
}

/** The measurements by which the fallbacks of a plan are judged at one time. */
export interface Readiness {
  /** By surface: `openai/cli`. */
  readonly surfaces: Readonly<Record<string, SurfaceReading>>
  readonly proofs: readonly FailoverProof[]
  /** The newest answer to the golden prompt of each workflow. Absent: none was asked. */
  readonly answers?: readonly GoldenAnswer[]
  /** By path, as the configuration writes it. */
  readonly files: Readonly<Record<string, FileCheck>>
}

/**
 * Why a fallback is not proven. `never`: it was not proven yet, or has no owner; `stale`: its proof or file is too old or deleted;
 * `failing`: model B or the failover to it does not work, or is not measured.
 */
export interface Shortfall {
  readonly kind: 'never' | 'stale' | 'failing'
  /** "openai/cli: no failover proof" */
  readonly text: string
  readonly todo: string
}

/** Whether a fallback is proven, and why not. */
export interface Backing {
  readonly proven: boolean
  /** Empty where it is proven. */
  readonly shortfalls: readonly Shortfall[]
  /** Of a proven switch: the longest time to an answer in its proofs, ms. */
  readonly tookMs?: number
  /** Of a proven switch: when its newest proof expires, epoch ms. */
  readonly until?: number
}

/**
 * Whether the fallback of a workflow is proven; undefined without fallback. A stop needs no proof, only its notice.
 * @param cause the class of failure of an incident: only proofs of this class count. Absent: the newest proof counts
 */
export function backingOf(
  workflow: Workflow,
  readiness: Readiness,
  now: number,
  cause?: FailureClass,
): Backing | undefined {
  const { fallback } = workflow
  if (!fallback) return undefined
  if (fallback.kind === 'switch') return switchBacking(workflow.name, fallback, { readiness, now, cause })
  if (fallback.kind === 'manual') return manualBacking(workflow, readiness, now)
  return backing(fallback.notice === undefined ? [] : missingFile('notice', fallback.notice, readiness))
}

function backing(shortfalls: readonly Shortfall[]): Backing {
  return { proven: shortfalls.length === 0, shortfalls }
}

function missingFile(what: string, path: string, { files }: Readiness): readonly Shortfall[] {
  if (files[path]?.exists) return []
  const todo = `Write ${path} (paths are relative to the configuration), or correct the path.`
  return [{ kind: 'stale', text: `the ${what} ${path} does not exist`, todo }]
}

function manualBacking(workflow: Workflow, readiness: Readiness, now: number): Backing {
  const { fallback, owner } = workflow
  if (fallback?.kind !== 'manual') return backing([])
  const { guide, guideMaxAgeMs } = fallback
  const missing = missingFile('guide', guide, readiness)
  const ageMs = now - (readiness.files[guide]?.reviewedAt ?? now)
  const isOld = missing.length === 0 && ageMs > guideMaxAgeMs
  return backing([
    ...missing,
    ...(isOld ? [oldGuide(guide, ageMs, guideMaxAgeMs)] : []),
    ...(owner === undefined ? [withoutOwner(workflow.name)] : []),
  ])
}

function oldGuide(guide: string, ageMs: number, maxAgeMs: number): Shortfall {
  return {
    kind: 'stale',
    text: `the guide ${guide} was last reviewed ${formatDuration(ageMs)} ago (limit ${formatDuration(maxAgeMs)})`,
    todo: `Go through ${guide} and write the date into a line "Reviewed: YYYY-MM-DD".`,
  }
}

function withoutOwner(name: string): Shortfall {
  return { kind: 'never', text: 'no owner is named', todo: `Name who keeps the guide: owner of workflow "${name}".` }
}

function switchBacking(
  name: string,
  fallback: SwitchFallback,
  by: { readonly readiness: Readiness; readonly now: number; readonly cause: FailureClass | undefined },
): Backing {
  const { readiness, now, cause } = by
  const shortfalls = [
    ...probeShortfalls(fallback.through, readiness),
    ...goldenShortfalls(name, fallback, readiness, now),
    ...proofShortfalls(fallback, readiness, now, cause),
  ]
  if (shortfalls.length > 0) return backing(shortfalls)
  const proofs = countingProofs(fallback, readiness, now, cause)
  const took = proofs.flatMap(({ tookMs }) => tookMs ?? [])
  return {
    ...backing([]),
    until: Math.max(...proofs.map(({ at }) => at)) + fallback.proofMaxAgeMs,
    ...defined({ tookMs: took.length > 0 ? Math.max(...took) : undefined }),
  }
}

/** Golden prompts are asked every hour; after three missed ones the last answer is stale. */
const ANSWER_FRESH_MS = 3 * HOUR

/** Whether model B answered the golden prompt of a workflow in time. It is not asked where its budget is used up. */
function goldenShortfalls(
  name: string,
  { provenBy, through }: SwitchFallback,
  { answers = [] }: Readiness,
  now: number,
): readonly Shortfall[] {
  if (!provenBy) return []
  const model = targetOf(through)
  const answer = answers.find(({ workflow }) => workflow === name)
  const todo = `Ask ${model} yourself, and correct provenBy of workflow "${name}" where its answer is right.`
  if (!answer || now - answer.at > ANSWER_FRESH_MS) {
    const when = answer ? `for ${formatDuration(now - answer.at)}` : 'yet'
    const why = `Run the worker (doorwatch start), and check that the budget of ${model} is not used up.`
    return [{ kind: 'failing', text: `${model} was not asked the golden prompt ${when}`, todo: why }]
  }
  if (answer.wrong !== undefined) {
    return [{ kind: 'failing', text: `${model} did not answer the golden prompt (${answer.wrong})`, todo }]
  }
  if (answer.tookMs <= provenBy.withinMs) return []
  const took = `${formatDuration(answer.tookMs)} (limit ${formatDuration(provenBy.withinMs)})`
  return [{ kind: 'failing', text: `${model} answered the golden prompt in ${took}`, todo }]
}

/** Smallest remaining share of the rate limit with which model B can take the work of a team. */
const LEAST_HEADROOM = 0.1

function probeShortfalls(through: string, { surfaces }: Readiness): readonly Shortfall[] {
  const reading = surfaces[through]
  const todo = `See: doorwatch why ${through}`
  if (!reading || reading.state === 'unknown' || reading.state === 'maintenance') {
    const why = reading?.trouble === undefined ? 'is not measured' : `is not measured (${reading.trouble})`
    return [{ kind: 'failing', text: `${through} ${why}`, todo: reading ? todo : 'Start the worker: doorwatch start' }]
  }
  if (reading.state !== 'operational') return [{ kind: 'failing', text: `${through} is ${reading.state}`, todo }]
  if (reading.trouble !== undefined) {
    return [{ kind: 'failing', text: `the last probe of ${through} failed (${reading.trouble})`, todo }]
  }
  if (reading.headroom !== undefined && reading.headroom < LEAST_HEADROOM) {
    const text = `${Math.floor(reading.headroom * 100)} % of our limit at ${targetOf(through)} is left`
    return [{ kind: 'failing', text, todo: `Raise the limit of the account behind ${through}, or use it less.` }]
  }
  return []
}

/** The newest result of each class on each route to the surface. */
export function newestProofs(through: string, { proofs }: Pick<Readiness, 'proofs'>): readonly FailoverProof[] {
  const newest = new Map<string, FailoverProof>()
  for (const proof of proofs.filter((candidate) => candidate.through === through)) {
    const key = `${proof.class} ${proof.route}`
    if ((newest.get(key)?.at ?? Number.NEGATIVE_INFINITY) <= proof.at) newest.set(key, proof)
  }
  return [...newest.values()]
}

function relevantProofs({ through }: SwitchFallback, readiness: Readiness, cause: FailureClass | undefined) {
  return newestProofs(through, readiness).filter((proof) => cause === undefined || proof.class === cause)
}

function countingProofs(fallback: SwitchFallback, readiness: Readiness, now: number, cause: FailureClass | undefined) {
  return relevantProofs(fallback, readiness, cause).filter(
    ({ green, at }) => green && now - at <= fallback.proofMaxAgeMs,
  )
}

/** A class that failed on one route is not proven, even if it was green on other routes. */
function proofShortfalls(
  fallback: SwitchFallback,
  readiness: Readiness,
  now: number,
  cause: FailureClass | undefined,
): readonly Shortfall[] {
  const { through, proofMaxAgeMs } = fallback
  const relevant = relevantProofs(fallback, readiness, cause)
  const todo = `Inject the failure into your own route: doorwatch drill --through <gateway> --to ${through}`
  const red = relevant.filter(({ green, at }) => !green && now - at <= proofMaxAgeMs)
  if (red.length > 0) {
    const where = listOf([...new Set(red.map((proof) => `${proof.class} on route ${proof.route}`))])
    return [{ kind: 'failing', text: `the failover to ${through} did not work: ${where}`, todo }]
  }
  if (countingProofs(fallback, readiness, now, cause).length > 0) return []
  const newest = Math.max(...relevant.filter(({ green }) => green).map(({ at }) => at))
  const of = cause === undefined ? '' : ` for ${cause}`
  if (newest === Number.NEGATIVE_INFINITY) {
    return [{ kind: 'never', text: `the failover to ${through} was never proven${of}`, todo }]
  }
  const age = `${formatDuration(now - newest)} old (limit ${formatDuration(proofMaxAgeMs)})`
  return [{ kind: 'stale', text: `the failover proof of ${through}${of} is ${age}`, todo }]
}
