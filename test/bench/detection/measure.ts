import { PAGING_RULES, type PagingRule } from '../../../src/backtest/rules/index.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { createPolicy, emptyMemory, type Policy } from '../../../src/judge/index.ts'
import { type Kind, SHIFT } from './kinds.ts'
import { doorwatch } from './ours.ts'
import { randomFrom } from './random.ts'
import { ruleDetector } from './rule-detector.ts'
import { type Announcement, type Detector, simulate } from './simulate.ts'
import { type Background, createWorld, type Door } from './world.ts'

const T0 = Date.UTC(2026, 0, 5)
const ONE: readonly Door[] = [{ surface: 'login', location: 'local' }]

/** A rule that can be started fresh, or warm after days of ordinary service. */
export interface Contender {
  readonly name: string
  fresh(doors: readonly Door[], policy: Policy): Detector
  warm(doors: readonly Door[], background: Background): (policy: Policy) => Detector
}

/** Our own rule; without `confirms` the confirm runs it requests are not made. */
export function ours(name: string, falseAlarmDays: number, everyMs = MINUTE, confirms = true): Contender {
  const targetOf = (doors: readonly Door[]) => {
    const surfaces = [...new Set(doors.map((door) => door.surface))]
    return emptyMemory({ name: 'bench', probes: surfaces.map((surface) => ({ surface, probe: surface, everyMs })) })
  }
  const withDays = (policy: Policy) => createPolicy({ ...policy, falseAlarmDays })
  return {
    name,
    fresh: (doors, policy) => doorwatch(targetOf(doors), withDays(policy), confirms),
    warm(doors, background) {
      const detector = doorwatch(targetOf(doors), createPolicy({ falseAlarmDays }), confirms)
      warmUp(detector, doors, background, everyMs)
      return (policy) => doorwatch(detector.memory(), withDays(policy), confirms)
    },
  }
}

export function ruleContender(rule: PagingRule): Contender {
  const start = (doors: readonly Door[], policy: Policy) => {
    return ruleDetector(rule, policy, MINUTE, new Set(doors.map((door) => door.location)).size)
  }
  return {
    name: rule.name,
    fresh: start,
    warm(doors, background) {
      const calm = start(doors, createPolicy())
      warmUp(calm, doors, background, MINUTE)
      // The windows depend on the trial: otherwise the rule continues from its warm state.
      return (policy) => (policy.quiet.length > 0 ? start(doors, policy) : calm.fork())
    },
  }
}

export const CONTENDERS: readonly Contender[] = [ours('doorwatch', 90), ...PAGING_RULES.map(ruleContender)]

const WARM_DAYS = 15

function warmUp(detector: Detector, doors: readonly Door[], background: Background, everyMs: number): void {
  const world = createWorld(background, randomFrom(7_001))
  simulate({ doors, world, detector, from: T0 - WARM_DAYS * DAY, to: T0, everyMs })
}

interface Alarms {
  readonly per90Days: number
  /** Extra runs asked for, as a share of the scheduled ones. */
  readonly extra: number
}

/** False alarms of a rule per surface and 90 days of ordinary service, from an empty memory. */
export function falseAlarms(contender: Contender, background: Background, replicas: number, everyMs = MINUTE): Alarms {
  let opened = 0
  let runs = 0
  let extraRuns = 0
  for (let replica = 0; replica < replicas; replica += 1) {
    const world = createWorld(background, randomFrom(1_000 + replica))
    const detector = contender.fresh(ONE, createPolicy())
    const played = simulate({ doors: ONE, world, detector, from: T0, to: T0 + 90 * DAY, everyMs })
    opened += openings(played.announcements).length
    runs += played.runs
    extraRuns += played.extraRuns
  }
  return { per90Days: opened / replicas, extra: extraRuns / (runs - extraRuns) }
}

/** False alarms per surface and 90 days of several surfaces over one line; with `spread` false their runs all start in the same millisecond. */
export function falseAlarmsTogether(
  contender: Contender,
  doors: readonly Door[],
  background: Background,
  replicas: number,
  spread: boolean,
): number {
  let opened = 0
  for (let replica = 0; replica < replicas; replica += 1) {
    const world = createWorld(background, randomFrom(5_000 + replica))
    const detector = contender.fresh(doors, createPolicy())
    const played = simulate({ doors, world, detector, from: T0, to: T0 + 90 * DAY, spread })
    opened += openings(played.announcements).length
  }
  return opened / replicas / doors.length
}

/** The same where the usual rate shifts after ten days and stays so. */
export function falseAlarmsOfShift(contender: Contender, replicas: number): Alarms {
  const extra = (SHIFT.after - SHIFT.before) / (1 - SHIFT.before)
  let opened = 0
  for (let replica = 0; replica < replicas; replica += 1) {
    const background = { name: 'shift', blips: SHIFT.before, again: 0 }
    const fault = (at: number) => (at >= T0 + SHIFT.at ? { fail: extra } : undefined)
    const world = createWorld(background, randomFrom(3_000 + replica), fault)
    const detector = contender.fresh(ONE, createPolicy())
    opened += openings(simulate({ doors: ONE, world, detector, from: T0, to: T0 + 90 * DAY }).announcements).length
  }
  return { per90Days: opened / replicas, extra: 0 }
}

export interface Detection {
  readonly medianMs: number
  readonly p95Ms: number
  /** Share of trials in which no alert opened while it lasted. */
  readonly missed: number
  /** Openings per trial. */
  readonly openings: number
}

const SLACK_MS = 5 * MINUTE

/** Time until a rule alerts on a kind of trouble, over trials that begin at any moment of the interval and of the day. */
export function detection(
  start: (policy: Policy) => Detector,
  kind: Kind,
  background: Background,
  trials: number,
  everyMs = MINUTE,
): Detection {
  const delays: number[] = []
  let opened = 0
  for (let trial = 0; trial < trials; trial += 1) {
    const random = randomFrom(50_000 + trial)
    const lead = 30 * MINUTE
    const begin = T0 + Math.floor(random.next() * 24) * HOUR
    // Some rules look every five minutes: the trouble begins at any moment of that.
    const at = begin + lead + Math.floor(random.next() * Math.max(everyMs, 5 * MINUTE))
    const policy = createPolicy({ quiet: kind.quiet?.(at) ?? [] })
    const world = createWorld(background, random, kind.fault(at))
    const judgedFrom = at + (kind.judgedAfterMs ?? 0)
    const until = at + kind.lastsMs + SLACK_MS
    const ticks = kind.quiet !== undefined
    const played = simulate({
      doors: kind.doors,
      world,
      detector: start(policy),
      from: begin,
      to: until,
      ticks,
      everyMs,
    })
    const alerts = openings(played.announcements).filter((one) => one.at >= at)
    opened += alerts.length
    const first = alerts.find((one) => one.at >= judgedFrom)
    delays.push(first ? first.at - judgedFrom : Number.POSITIVE_INFINITY)
  }
  delays.sort((a, b) => a - b)
  const quantile = (q: number) => delays[Math.min(trials - 1, Math.floor(q * trials))] ?? Number.POSITIVE_INFINITY
  const missed = delays.filter((delay) => delay === Number.POSITIVE_INFINITY).length / trials
  return { medianMs: quantile(0.5), p95Ms: quantile(0.95), missed, openings: opened / trials }
}

export function openings(announcements: readonly Announcement[]): readonly Announcement[] {
  return announcements.filter((one) => one.kind === 'opened')
}
