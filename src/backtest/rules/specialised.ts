import { HOUR, MINUTE, SECOND } from '../../core/index.ts'
import { onChange, type Rule, type RuleSetup } from './rule.ts'

interface Seen {
  readonly at: number
  readonly bad: boolean
  readonly ms: number
  readonly location: string
}

interface Watching {
  readonly on: boolean
  /** Checks of the last ten minutes, and when the newest bad one was. */
  readonly seen: readonly Seen[]
  readonly badAt: number
  readonly past: Past
  /** Since when no condition holds; 0 while one does. */
  readonly calmSince: number
  readonly locations: number
}

/** The 95th percentiles of the hours of the last days, and the times of the hour under way. */
interface Past {
  /** By hour since 1970, modulo eight days; 0 where there were too few checks. */
  readonly p95s: readonly number[]
  readonly hour: number
  readonly count: number
  /** The longest times of this hour, longest first: enough of them to tell the p95 of 160. */
  readonly longest: readonly number[]
  /** Three times the median p95 of this hour on the seven days before. */
  readonly limitMs: number
}

const RESOLVE_MS = 10 * MINUTE
const WINDOW_MS = 10 * MINUTE
const DOWN_MS = 5 * MINUTE
const RING = 8 * 24
const LONGEST = 8
/** Its stream probe counts a stream as good once the first token came. */
const AFTER_FIRST_TOKEN = new Set(['truncated', 'stalled'])
const NO_PAST: Past = {
  p95s: Array.from({ length: RING }, () => 0),
  hour: 0,
  count: 0,
  longest: [],
  limitMs: Number.POSITIVE_INFINITY,
}

/**
 * llmstatus.io: down at more than half errors in five minutes, elevated errors at more than 5 % in ten minutes (three
 * checks at least), p95 over three times the median p95 of this hour on the last seven days, one region above half;
 * over after ten minutes without any. Its review queue of up to two hours is left out, to its favour.
 */
export const llmstatus: Rule<Watching> = {
  name: 'llmstatus',
  words:
    'errors above 50 % in 5 min or 5 % in 10 min, p95 above three times this hour of the week; over after 10 calm minutes',
  start: ({ locations }: RuleSetup) => ({ on: false, seen: [], badAt: 0, past: NO_PAST, calmSince: 0, locations }),
  apply(state, check) {
    const bad = !check.ok && !AFTER_FIRST_TOKEN.has(check.class ?? '')
    const badAt = bad ? check.at : state.badAt
    const seen: Seen[] = []
    for (const one of state.seen) if (one.at > check.at - WINDOW_MS) seen.push(one)
    seen.push({ at: check.at, bad, ms: check.ms, location: check.location })
    const past = bad ? hourAt(state.past, check.at) : withTime(hourAt(state.past, check.at), check.ms)
    const bads = badAt > check.at - WINDOW_MS
    const holds =
      (bads && (hasErrors(seen, check.at) || hasBadRegion(seen, state.locations))) || isSlow(seen, past.limitMs)
    const calmSince = holds ? 0 : state.calmSince || check.at
    const on = !check.quiet && (holds || (state.on && check.at - calmSince < RESOLVE_MS))
    return onChange(state, { on, seen, badAt, past, calmSince, locations: state.locations })
  },
}

function hasErrors(seen: readonly Seen[], at: number): boolean {
  if (seen.length < 3 || share(seen) === 0) return false
  const recent = seen.filter((one) => one.at > at - DOWN_MS)
  return share(seen) > 0.05 || (recent.length >= 3 && share(recent) > 0.5)
}

function hasBadRegion(seen: readonly Seen[], locations: number): boolean {
  if (locations < 2) return false
  return [...new Set(seen.map((one) => one.location))].some((location) => {
    const own = seen.filter((one) => one.location === location)
    return own.length >= 3 && share(own) > 0.5
  })
}

/** Whether the 95th percentile of the good runs lies above the limit: enough of them do. */
function isSlow(seen: readonly Seen[], limitMs: number): boolean {
  if (limitMs === Number.POSITIVE_INFINITY) return false
  let good = 0
  let above = 0
  for (const one of seen) {
    if (one.bad) continue
    good += 1
    if (one.ms > limitMs) above += 1
  }
  return good >= 5 && above >= good - Math.floor(0.95 * good)
}

function hourAt(past: Past, at: number): Past {
  const hour = Math.floor(at / HOUR)
  if (hour === past.hour) return past
  const p95s = past.p95s.map((value, index) => (index === past.hour % RING ? p95Of(past) : value))
  // Hours in which nothing was checked are not those of eight days ago.
  for (let gone = past.hour + 1; gone < Math.min(hour, past.hour + RING); gone += 1) p95s[gone % RING] = 0
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => p95s[(hour - day * 24) % RING] ?? 0).filter((value) => value > 0)
  const limitMs = days.length > 0 ? 3 * quantile(days, 0.5) : Number.POSITIVE_INFINITY
  return { p95s, hour, count: 0, longest: [], limitMs }
}

function withTime(past: Past, ms: number): Past {
  const { p95s, hour, count, longest, limitMs } = past
  const shortest = longest[LONGEST - 1]
  const kept = shortest !== undefined && ms <= shortest ? longest : withOne(longest, ms)
  return { p95s, hour, count: count + 1, longest: kept, limitMs }
}

/** The longest times with one more in its place. */
function withOne(longest: readonly number[], ms: number): readonly number[] {
  const next: number[] = []
  let rest = ms
  for (const one of longest) {
    next.push(Math.max(one, rest))
    rest = Math.min(one, rest)
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
 * AIWatch: every five minutes; three snapshots in a row without an answer or slower than three times the median. It
 * only notes this as lead over the provider's page, which is what it alerts on; here it counts as its page.
 */
export const aiwatch: Rule<Spiking> = {
  name: 'aiwatch',
  words: 'every five minutes, three snapshots in a row fail or take three times the median',
  start: () => ({ on: false, checkedAt: 0, spikes: 0, times: [] }),
  apply(state, check) {
    if (check.at - state.checkedAt < AIWATCH_EVERY_MS - SECOND) return { state }
    const spike = !check.ok || isSpike(state.times, check.ms)
    const spikes = spike ? state.spikes + 1 : 0
    const times = check.ok ? [...state.times.slice(1 - AIWATCH_MEMORY), check.ms] : state.times
    return onChange(state, { on: spikes >= 3, checkedAt: check.at, spikes, times })
  },
  restsUntil: ({ checkedAt }) => checkedAt + AIWATCH_EVERY_MS - SECOND,
}

/** Above three times the median: more than half of the times lie below a third of it. */
function isSpike(times: readonly number[], ms: number): boolean {
  let below = 0
  for (const time of times) if (3 * time < ms) below += 1
  return times.length > 0 && below > times.length / 2
}

function share(seen: readonly Seen[]): number {
  let bad = 0
  for (const one of seen) if (one.bad) bad += 1
  return bad / seen.length
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.POSITIVE_INFINITY
}
