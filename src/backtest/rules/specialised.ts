import { HOUR, MINUTE, SECOND } from '../../core/index.ts'
import { onChange, type Rule, type RuleSetup } from './rule.ts'

interface Sample {
  readonly at: number
  readonly bad: boolean
  readonly ms: number
  readonly location: string
}

interface Watching {
  readonly on: boolean
  /** Checks of the last ten minutes. */
  readonly samples: readonly Sample[]
  /** Newest bad check, epoch ms. */
  readonly badAt: number
  readonly past: Past
  /** Since when no condition is true, epoch ms; 0 while one is. */
  readonly calmSince: number
  readonly locations: number
}

/** The p95 of each hour of the last eight days, and the times of the current hour. */
interface Past {
  /** Index: hours since 1970 modulo eight days; 0 for an hour with too few checks. */
  readonly p95s: readonly number[]
  readonly hour: number
  readonly count: number
  /** The longest times of this hour, longest first; eight are enough for the p95 of 160 checks. */
  readonly longest: readonly number[]
  /** Three times the median p95 of this hour of the day over the previous seven days. */
  readonly limitMs: number
}

const RESOLVE_MS = 10 * MINUTE
const WINDOW_MS = 10 * MINUTE
const DOWN_MS = 5 * MINUTE
/** Hours. */
const RING = 8 * 24
const LONGEST = 8
/** llmstatus.io counts a stream as good after its first token. */
const AFTER_FIRST_TOKEN = new Set(['truncated', 'stalled'])
const NO_PAST: Past = {
  p95s: Array.from({ length: RING }, () => 0),
  hour: 0,
  count: 0,
  longest: [],
  limitMs: Number.POSITIVE_INFINITY,
}

/**
 * llmstatus.io: down above 50 % errors in five minutes; elevated errors above 5 % in ten minutes (at least three checks);
 * p95 above three times the median p95 of this hour over the last seven days; one region above 50 % errors. Recovers
 * after ten minutes without any of these. Its review queue of up to two hours is left out, which favours it.
 */
export const llmstatus: Rule<Watching> = {
  name: 'llmstatus',
  start: ({ locations }: RuleSetup) => ({ on: false, samples: [], badAt: 0, past: NO_PAST, calmSince: 0, locations }),
  apply(state, check) {
    const bad = !check.ok && !AFTER_FIRST_TOKEN.has(check.class ?? '')
    const badAt = bad ? check.at : state.badAt
    const samples: Sample[] = []
    for (const sample of state.samples) if (sample.at > check.at - WINDOW_MS) samples.push(sample)
    samples.push({ at: check.at, bad, ms: check.ms, location: check.location })
    const past = bad ? hourAt(state.past, check.at) : withTime(hourAt(state.past, check.at), check.ms)
    const hasBad = badAt > check.at - WINDOW_MS
    const holds =
      (hasBad && (hasErrors(samples, check.at) || hasBadRegion(samples, state.locations))) ||
      isSlow(samples, past.limitMs)
    const calmSince = holds ? 0 : state.calmSince || check.at
    const on = !check.quiet && (holds || (state.on && check.at - calmSince < RESOLVE_MS))
    return onChange(state, { on, samples, badAt, past, calmSince, locations: state.locations })
  },
}

function hasErrors(samples: readonly Sample[], at: number): boolean {
  if (samples.length < 3 || badShare(samples) === 0) return false
  const recent = samples.filter((sample) => sample.at > at - DOWN_MS)
  return badShare(samples) > 0.05 || (recent.length >= 3 && badShare(recent) > 0.5)
}

function hasBadRegion(samples: readonly Sample[], locations: number): boolean {
  if (locations < 2) return false
  return [...new Set(samples.map(({ location }) => location))].some((region) => {
    const ofRegion = samples.filter(({ location }) => location === region)
    return ofRegion.length >= 3 && badShare(ofRegion) > 0.5
  })
}

/** @returns Whether the p95 of the good checks is above the limit: more than 5 % of them are. */
function isSlow(samples: readonly Sample[], limitMs: number): boolean {
  if (limitMs === Number.POSITIVE_INFINITY) return false
  let good = 0
  let above = 0
  for (const { bad, ms } of samples) {
    if (bad) continue
    good += 1
    if (ms > limitMs) above += 1
  }
  return good >= 5 && above >= good - Math.floor(0.95 * good)
}

function hourAt(past: Past, at: number): Past {
  const hour = Math.floor(at / HOUR)
  if (hour === past.hour) return past
  const p95s = past.p95s.map((value, index) => (index === past.hour % RING ? p95Of(past) : value))
  // Hours without a check would otherwise show the values of eight days ago.
  for (let empty = past.hour + 1; empty < Math.min(hour, past.hour + RING); empty += 1) p95s[empty % RING] = 0
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => p95s[(hour - day * 24) % RING] ?? 0).filter((value) => value > 0)
  const limitMs = days.length > 0 ? 3 * quantile(days, 0.5) : Number.POSITIVE_INFINITY
  return { p95s, hour, count: 0, longest: [], limitMs }
}

function withTime(past: Past, ms: number): Past {
  const { p95s, hour, count, longest, limitMs } = past
  const shortest = longest[LONGEST - 1]
  const next = shortest !== undefined && ms <= shortest ? longest : inserted(longest, ms)
  return { p95s, hour, count: count + 1, longest: next, limitMs }
}

/** @returns The longest times with `ms` inserted in order. */
function inserted(longest: readonly number[], ms: number): readonly number[] {
  const next: number[] = []
  let rest = ms
  for (const time of longest) {
    next.push(Math.max(time, rest))
    rest = Math.min(time, rest)
  }
  if (next.length < LONGEST) next.push(rest)
  return next
}

function p95Of({ count, longest }: Past): number {
  if (count < 5) return 0
  const fromTop = count - 1 - Math.floor(0.95 * count)
  return longest[Math.min(fromTop, longest.length - 1)] ?? 0
}

interface Spiking {
  readonly on: boolean
  readonly checkedAt: number
  readonly spikes: number
  readonly times: readonly number[]
}

const AIWATCH_EVERY_MS = 5 * MINUTE
const AIWATCH_MEMORY = 72

/**
 * AIWatch: every five minutes; three snapshots in a row without an answer or above three times the median. AIWatch itself
 * alerts on the provider's status page and only records this signal; the rule takes the signal as the page.
 */
export const aiwatch: Rule<Spiking> = {
  name: 'aiwatch',
  start: () => ({ on: false, checkedAt: 0, spikes: 0, times: [] }),
  apply(state, check) {
    if (check.at - state.checkedAt < AIWATCH_EVERY_MS - SECOND) return { state }
    const spike = !check.ok || isSpike(state.times, check.ms)
    const spikes = spike ? state.spikes + 1 : 0
    const times = check.ok ? [...state.times.slice(1 - AIWATCH_MEMORY), check.ms] : state.times
    return onChange(state, { on: spikes >= 3, checkedAt: check.at, spikes, times })
  },
  idleUntil: ({ checkedAt }) => checkedAt + AIWATCH_EVERY_MS - SECOND,
}

/** @returns Whether `ms` is above three times the median: more than half of the times are below a third of it. */
function isSpike(times: readonly number[], ms: number): boolean {
  let below = 0
  for (const time of times) if (3 * time < ms) below += 1
  return times.length > 0 && below > times.length / 2
}

function badShare(samples: readonly Sample[]): number {
  let bad = 0
  for (const sample of samples) if (sample.bad) bad += 1
  return bad / samples.length
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.POSITIVE_INFINITY
}
