import type { Evidence } from '../core/index.ts'
import { beginTrouble, recoveryNeeded, type Trouble, weighTrouble } from './episode.ts'
import { type Declared, plainEvidence, recoveryEvidence, troubleEvidence } from './evidence.ts'
import type { SurfaceMemory, WatchMemory } from './memory.ts'
import { joinThreshold, type Policy, runsPerDay, SUSPICIONS, settlingMs, thresholdFor } from './policy.ts'
import type { Surroundings } from './surroundings.ts'
import { type Bad, NO_SUSPICIONS, type Sight, type Suspicions, type Tally, weigh } from './suspicion.ts'

/** A change of what we hold true of a surface. */
export interface ConditionChange {
  readonly since: number
  readonly evidence: Evidence
}

/** What is held of a surface, in its two parts. */
export interface Held {
  readonly surface: SurfaceMemory
  readonly watch: WatchMemory
}

/** Adds a run to what is suspected of its surface. */
export function takeSight(held: Held, at: number, sight: Sight): Held {
  const same = held.watch.at === at
  const sights = same ? [...held.watch.sights, sight] : [sight]
  const before = same ? held.watch.before : held.watch.now
  const watch = { at, sights, before, now: weigh(before, at, sights), credit: held.watch.credit }
  const { trouble } = held.surface
  if (!trouble) return { surface: held.surface, watch }
  const earlier = same ? trouble.before : trouble.now
  return { surface: { ...held.surface, trouble: { before: earlier, now: weighTrouble(earlier, sights) } }, watch }
}

export interface Settled extends Held {
  readonly change?: ConditionChange
}

/** Decides whether what is suspected has become certain, or what was certain is over. `over`: the instant is over. */
export function settleCondition(held: Held, around: Surroundings, policy: Policy, over: boolean): Settled {
  const { surface, watch } = held
  if (surface.trouble) return settleTrouble(held, surface.trouble, over)
  const declared = declare(held, around, policy)
  if (declared) return begin(held, around, policy, declared)
  if (surface.condition === 'unjudged' && (over || isSingle(surface)) && watch.sights.some((sight) => !sight.bad)) {
    const evidence = plainEvidence('The first run passed.', surface.recent.slice(-1))
    return { surface: { ...surface, condition: 'operational' }, watch, change: { since: watch.at, evidence } }
  }
  return held
}

function begin(held: Held, around: Surroundings, policy: Policy, declared: Declared): Settled {
  const { recent, failure } = held.surface
  const evidence = troubleEvidence(declared, recent, policy, failure)
  return beginEpisode(held, policy, { ...declared, down: isDown(declared, around), evidence })
}

/** The surface from the moment its trouble is declared on. */
export function beginEpisode(
  { surface, watch }: Held,
  policy: Policy,
  { kind, tally, down, evidence }: Pick<Declared, 'kind' | 'tally'> & { down: boolean; evidence: Evidence },
): Settled {
  const since = tally.from
  const { well } = surface
  const relapses = well && since - well.since <= settlingMs(well.lastedMs, policy) ? well.relapses + 1 : 0
  const trouble = beginTrouble(tally, kind, down, relapses)
  return {
    surface: {
      ...surface,
      condition: down ? 'down' : 'degraded',
      trouble: { before: trouble, now: trouble },
      impactAt: since,
      declared: evidence,
    },
    watch,
    change: { since, evidence },
  }
}

/** Of several probes in one instant a good one may be heard first; only of a single one the good run decides at once. */
function isSingle(surface: SurfaceMemory): boolean {
  return Object.keys(surface.streams).length < 2
}

/** Down where runs fail (not merely drag), and most of the streams and most of the runs do. */
function isDown({ kind, tally }: Declared, around: Surroundings): boolean {
  return kind === 'failed' && tally.bad / tally.runs >= 0.7 && around.failing() >= 0.5
}

function settleTrouble(held: Held, trouble: { before: Trouble; now: Trouble }, over: boolean) {
  const { surface, watch } = held
  const heard = over || isSingle(surface) ? trouble.now : trouble.before
  if (heard.passes > 0 && heard.recovery >= recoveryNeeded(heard)) {
    const firstGood = surface.recent.slice(-heard.passes)[0]?.at ?? watch.at
    const evidence = recoveryEvidence(heard, surface.recent)
    return { ...recovered(held), change: { since: firstGood, evidence } }
  }
  const { level } = trouble.now
  if (level === surface.condition) return held
  const words = level === 'down' ? 'Nearly every run fails now.' : 'Some runs pass again, but not all.'
  return {
    surface: { ...surface, condition: level },
    watch,
    change: { since: watch.at, evidence: plainEvidence(words, surface.recent) },
  }
}

/** After a recovery nothing is suspected; only the times of the last blip stay known. */
function recovered({ surface, watch }: Held): Held {
  const { trouble: _1, impactAt = watch.at, failure: _3, declared: _4, ...rest } = surface
  const now: Suspicions = { ...NO_SUSPICIONS, blips: watch.now.blips }
  const well = { since: watch.at, lastedMs: watch.at - impactAt, relapses: surface.trouble?.now.relapses ?? 0 }
  return { surface: { ...rest, well, condition: 'operational' }, watch: { ...watch, now } }
}

/** The strongest suspicion that has reached its threshold, if any. */
function declare({ surface, watch }: Held, around: Surroundings, policy: Policy): Declared | undefined {
  const sight = watch.sights.find((one) => one.bad !== undefined)
  let best: Declared | undefined
  for (const [tally, share, kind] of suspected(watch.now)) {
    const threshold = thresholdOf(surface, around, policy, share)
    // One bad run alone never counts as trouble, however rare bad runs are.
    if (
      tally.bad < 2 ||
      tally.evidence < threshold ||
      (best && best.tally.evidence - best.threshold >= tally.evidence - threshold)
    ) {
      continue
    }
    best = { kind, tally, threshold, usual: kind === 'drag' ? undefined : sight?.told }
  }
  return best
}

export type Suspected = readonly [tally: Tally, share: number, kind: Bad | 'drag']

/** Every tally with the share of the budget of false alarms it may spend. */
export function suspected(suspicions: Suspicions): readonly Suspected[] {
  const all: Suspected[] = []
  for (const tally of Object.values(suspicions.outage)) all.push([tally, SUSPICIONS.outage.share, 'failed'])
  for (const tally of Object.values(suspicions.slowness)) all.push([tally, SUSPICIONS.slowness.share, 'slow'])
  for (const [index, tally] of suspicions.rates.entries()) {
    const rate = SUSPICIONS.rates[index]
    if (rate && tally.evidence > 0) all.push([tally, rate.share, rate.kind])
  }
  const drags = Object.values(suspicions.drag)
  for (const tally of drags) all.push([tally, SUSPICIONS.drag.share / drags.length, 'drag'])
  return all
}

export function thresholdOf(surface: SurfaceMemory, around: Surroundings, policy: Policy, share: number): number {
  let perDay = 0
  for (const stream in surface.streams) perDay += runsPerDay(surface.streams[stream] ?? 60_000)
  const threshold = thresholdFor(policy, perDay, share)
  return around.incidentOpen ? joinThreshold(threshold) : threshold
}
