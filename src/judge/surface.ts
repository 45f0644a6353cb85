import type { Evidence, Failure } from '../core/index.ts'
import { type Declared, plainEvidence, recoveryEvidence, troubleEvidence } from './evidence.ts'
import type { SurfaceMemory } from './memory.ts'
import { joinThreshold, type Policy, runsPerDay, SUSPICIONS, thresholdFor } from './policy.ts'
import { isCalm, noSuspicions, type Sight, type Suspicions, type Tally, weigh } from './suspicion.ts'
import { beginTrouble, recoveryNeeded, recoveryPerPass, severityOf, weighTrouble } from './trouble.ts'

/** What the judging of a surface depends on besides its own memory. */
export interface Surroundings {
  readonly policy: Policy
  /** An incident is open on the target: joining it needs less than opening one. */
  readonly incidentOpen: boolean
  readonly relapses: number
}

/** A change of what we hold true of a surface. */
export interface ConditionChange {
  readonly since: number
  readonly evidence: Evidence
}

/** Adds a run to what is suspected of its surface. */
export function takeSight(surface: SurfaceMemory, at: number, sight: Sight): SurfaceMemory {
  const same = surface.instant.at === at
  const sights = same ? [...surface.instant.sights, sight] : [sight]
  const before = same ? surface.instant.before : surface.suspicions
  const suspicions = weigh(before, at, sights)
  const next = {
    ...surface,
    instant: { at, sights, before },
    suspicions,
    asked: isCalm(suspicions) ? 0 : surface.asked,
  }
  if (!surface.trouble) return next
  const troubleBefore = same ? (surface.troubleBefore ?? surface.trouble) : surface.trouble
  return { ...next, trouble: weighTrouble(troubleBefore, sights), troubleBefore }
}

/** Decides whether what is suspected has become certain, or what was certain is over. */
export function settleCondition(
  surface: SurfaceMemory,
  around: Surroundings,
  failure: Failure | undefined,
): { readonly surface: SurfaceMemory; readonly change?: ConditionChange } {
  if (surface.trouble) return settleTrouble(surface, around)
  const declared = declare(surface, around)
  if (declared) return begin(surface, around, declared, failure)
  const [newest] = surface.instant.sights
  if (surface.condition === 'unjudged' && newest && newest.bad === undefined) {
    return {
      surface: { ...surface, condition: 'operational' },
      change: { since: surface.instant.at, evidence: plainEvidence('The first run passed.', surface.recent.slice(-1)) },
    }
  }
  return { surface }
}

function begin(surface: SurfaceMemory, around: Surroundings, declared: Declared, failure: Failure | undefined) {
  const down = isDown(surface, declared)
  const { troubleBefore: _none, ...rest } = surface
  const evidence = troubleEvidence(declared, surface.recent, around.policy, failure)
  return {
    surface: {
      ...rest,
      condition: down ? 'down' : 'degraded',
      trouble: beginTrouble(declared.tally, declared.kind, down),
      impactAt: declared.tally.from,
      declared: evidence,
      asked: 0,
    },
    change: { since: declared.tally.from, evidence },
  } as const
}

/** Down where runs fail (not merely drag) and most streams, or most runs of the tally, are hit. */
function isDown(surface: SurfaceMemory, declared: Declared): boolean {
  if (declared.kind !== 'failed') return false
  const streams = Object.values(surface.streams)
  const hit = streams.filter((stream) => stream.bad).length
  return declared.tally.bad / declared.tally.runs >= 0.7 && hit * 2 >= streams.length
}

function settleTrouble(surface: SurfaceMemory, around: Surroundings) {
  const { trouble } = surface
  if (!trouble) return { surface }
  // Of several probes in one instant a good one may be heard first; then the instant must be over.
  const single = Object.keys(surface.streams).length < 2
  const heard = single ? trouble : (surface.troubleBefore ?? trouble)
  if (heard.passes > 0 && heard.recovery >= recoveryNeeded(around.relapses)) {
    const calm = recovered(surface)
    const firstGood = surface.recent.slice(-heard.passes)[0]?.at ?? surface.instant.at
    const evidence = recoveryEvidence(heard, surface.recent, around.relapses)
    return { surface: calm, change: { since: firstGood, evidence } }
  }
  const severity = severityOf(trouble)
  if (severity === undefined || severity === surface.condition || trouble.kind !== 'failed') return { surface }
  const evidence = plainEvidence(
    severity === 'down' ? 'Nearly every run fails now.' : 'Some runs pass again, but not all.',
    surface.recent,
  )
  return { surface: { ...surface, condition: severity }, change: { since: surface.instant.at, evidence } }
}

/** After a recovery nothing is suspected; only the time of the last bad run stays known. */
function recovered(surface: SurfaceMemory): SurfaceMemory {
  const { trouble: _1, troubleBefore: _2, impactAt: _3, failure: _4, declared: _5, ...rest } = surface
  const suspicions: Suspicions = { ...noSuspicions(), lastBadAt: surface.suspicions.lastBadAt }
  return { ...rest, condition: 'operational', suspicions, asked: 0 }
}

/** The strongest suspicion that has reached its threshold, if any. */
function declare(surface: SurfaceMemory, around: Surroundings): Declared | undefined {
  const sight = surface.instant.sights.find((one) => one.bad !== undefined)
  let best: Declared | undefined
  for (const [tally, share, kind] of suspected(surface.suspicions)) {
    const threshold = thresholdOf(surface, around, share)
    if (tally.evidence < threshold || (best && best.tally.evidence - best.threshold >= tally.evidence - threshold))
      continue
    best = {
      kind: kind === 'rate' ? (sight?.bad ?? 'failed') : kind,
      tally,
      threshold,
      usual: sight?.usual ?? 0,
      usualSoon: sight?.usualSoon ?? 0,
    }
  }
  return best
}

type Suspected = readonly [tally: Tally, share: number, kind: 'failed' | 'slow' | 'rate' | 'drag']

/** Every tally with the share of the budget of false alarms it may spend. */
export function* suspected(suspicions: Suspicions): Generator<Suspected> {
  for (const key in suspicions.outage) {
    const tally = suspicions.outage[key]
    if (tally) yield [tally, SUSPICIONS.outage.share, 'failed']
  }
  for (const key in suspicions.slowness) {
    const tally = suspicions.slowness[key]
    if (tally) yield [tally, SUSPICIONS.slowness.share, 'slow']
  }
  for (const [index, tally] of suspicions.rates.entries()) {
    if (tally.evidence > 0) yield [tally, SUSPICIONS.rates[index]?.share ?? 1, 'rate']
  }
  const drags = Object.values(suspicions.drag)
  for (const tally of drags) yield [tally, SUSPICIONS.drag.share / drags.length, 'drag']
}

export function thresholdOf(surface: SurfaceMemory, around: Surroundings, share: number): number {
  let perDay = 0
  for (const key in surface.streams) perDay += runsPerDay(surface.streams[key]?.everyMs ?? 60_000)
  const threshold = thresholdFor(around.policy, perDay, share)
  return around.incidentOpen ? joinThreshold(threshold) : threshold
}

/** A suspicion this far along is worth more runs, as a share of its threshold. */
const WORTH_ASKING = 0.2
/** A recovery this many good runs away is worth asking for, ms matter to those who wait. */
const NEARLY_RECOVERED = 4

/** Whether another run at once would tell: after a bad run, while suspicion is high, and shortly before a recovery. */
export function wantsMore(surface: SurfaceMemory, around: Surroundings): boolean {
  if (surface.trouble) {
    const { trouble } = surface
    if (trouble.passes === 0) return false
    const missing = recoveryNeeded(around.relapses) - trouble.recovery
    return missing / recoveryPerPass(trouble) <= NEARLY_RECOVERED
  }
  if (isCalm(surface.suspicions) || surface.asked >= around.policy.extraRuns) return false
  if (surface.instant.sights.some((sight) => sight.bad !== undefined)) return true
  for (const [tally, share] of suspected(surface.suspicions)) {
    if (tally.evidence / thresholdOf(surface, around, share) >= WORTH_ASKING) return true
  }
  return false
}
