import { type IncidentChange, SECOND, type Verdict } from '../../core/index.ts'
import type { Baseline, Check, RunningRule } from '../baselines/index.ts'
import { judge, judgeTime } from '../judge.ts'
import type { JudgedRun } from '../judged-run.ts'
import { emptyMemory, type JudgedTarget } from '../memory.ts'
import { type Policy, quietAt } from '../policy.ts'
import type { Survey } from './survey.ts'

export interface ReplayedIncident {
  readonly target: string
  readonly openedAt: number
  readonly resolvedAt?: number
  readonly surfaces: readonly string[]
}

/** What a rule made of a history. */
export interface Replayed {
  readonly rule: string
  readonly incidents: readonly ReplayedIncident[]
  /** Times at which somebody was told that something is wrong, or more of it; recoveries and reminders are not counted. */
  readonly alerts: readonly { readonly at: number; readonly target: string; readonly surface: string }[]
}

/** A rule that runs are played to, one after the other. */
export interface Player {
  /** A run, and the same run as a check. */
  take(run: JudgedRun, check: Check): void
  end(): Replayed
}

/** The clock is looked at this often while a history is silent, ms. */
const TICK_MS = 30 * SECOND

/** Plays a history, in order of time, to several rules at once. */
export function replay(runs: Iterable<JudgedRun>, players: readonly Player[], policy: Policy): readonly Replayed[] {
  for (const run of inInstantOrder(runs)) {
    if (run.outcome === 'skipped') continue
    const check = checkOf(run, policy)
    for (const player of players) player.take(run, check)
  }
  return players.map((player) => player.end())
}

/** Runs that started at the same millisecond in an order of their own, so that a file's order within an instant means nothing. */
function* inInstantOrder(runs: Iterable<JudgedRun>): Generator<JudgedRun> {
  let instant: JudgedRun[] = []
  for (const run of runs) {
    if (instant.length > 0 && instant[0]?.startedAt !== run.startedAt) {
      yield* instant.length > 1 ? instant.sort(byName) : instant
      instant = []
    }
    instant.push(run)
  }
  yield* instant.sort(byName)
}

function byName(a: JudgedRun, b: JudgedRun): number {
  return nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0
}

function nameOf({ target, surface, probe, location, outcome, durationMs }: JudgedRun): string {
  return [target, surface, probe, location, outcome, durationMs].join(' ')
}

/** Our own judge as it would have run live: time passes between runs, windows end, silence is noticed. */
export function doorwatchPlayer(survey: Survey, policy: Policy, name = 'doorwatch'): Player {
  const targets = new Map(survey.targets.map((target) => [target.name, targetPlayer(target, policy)]))
  return {
    take: (run) => targets.get(run.target)?.take(run),
    end() {
      const ended = [...targets.values()].map((target) => target.end())
      return {
        rule: name,
        incidents: ended.flatMap((one) => one.incidents).sort((a, b) => a.openedAt - b.openedAt),
        alerts: ended.flatMap((one) => one.alerts).sort((a, b) => a.at - b.at),
      }
    },
  }
}

/** Timeline rows that somebody is told of because something is wrong. */
const ALARMS: ReadonlySet<string> = new Set(['opened', 'reopened', 'joined', 'relapsed', 'worsened'])

function targetPlayer(target: JudgedTarget, policy: Policy) {
  let memory = emptyMemory(target)
  let last = 0
  const incidents = new Map<string, ReplayedIncident>()
  const alerts: { at: number; target: string; surface: string }[] = []
  const patience = Math.max(...target.probes.map((probe) => probe.everyMs)) * 2
  const edges = policy.quiet.flatMap((window) => [window.from, window.to]).sort((a, b) => a - b)

  function hear(verdict: Verdict): void {
    if (!verdict.incident) return
    const { incident, entries } = verdict.incident
    incidents.set(incident.name, incidentOf(incident))
    const first = entries.find((entry) => ALARMS.has(entry.kind))
    if (first) alerts.push({ at: first.at, target: target.name, surface: first.surface ?? '' })
  }

  function look(now: number): void {
    const { memory: next, verdict } = judgeTime(memory, policy, now)
    memory = next
    hear(verdict)
  }

  function passTime(until: number): void {
    while (edges[0] !== undefined && edges[0] <= until) {
      const edge = edges.shift() ?? until
      if (edge > last && last > 0) look(edge)
    }
    if (last === 0 || until - last <= patience) return
    const silentUntil = Math.min(until, last + patience + 2 * TICK_MS)
    for (let at = last + TICK_MS; at < silentUntil; at += TICK_MS) look(at)
  }

  return {
    take(run: JudgedRun) {
      passTime(run.startedAt)
      const now = run.startedAt + run.durationMs
      const { memory: next, verdict } = judge(memory, run, policy, now)
      memory = next
      last = now
      hear(verdict)
    },
    end: () => ({ incidents: [...incidents.values()], alerts }),
  }
}

function incidentOf(incident: IncidentChange['incident']): ReplayedIncident {
  return {
    target: incident.target,
    openedAt: incident.openedAt,
    ...(incident.resolvedAt === undefined ? {} : { resolvedAt: incident.resolvedAt }),
    surfaces: incident.surfaces.map((one) => one.surface),
  }
}

/** Another monitor's rule, one instance per surface. It sees scheduled runs, and confirm runs where it asked for a retry. */
export function baselinePlayer(survey: Survey, baseline: Baseline): Player {
  const surfaces = new Map<string, SurfacePlayer>()
  const byName = new Map<string, Map<string, SurfacePlayer>>()
  for (const target of survey.targets) {
    const own = new Map<string, SurfacePlayer>()
    byName.set(target.name, own)
    for (const { surface, everyMs } of target.probes) {
      const locations = survey.locations.get(`${target.name}/${surface}`) ?? 1
      const rule = baseline.run({ everyMs, locations })
      const player = surfacePlayer(rule, target.name, surface)
      surfaces.set(`${target.name}/${surface}`, player)
      own.set(surface, player)
    }
  }
  return {
    take: (run, check) => byName.get(run.target)?.get(run.surface)?.take(run, check),
    end() {
      const ended = [...surfaces.values()].map((one) => one.end())
      return {
        rule: baseline.name,
        incidents: ended.flatMap((one) => one.incidents).sort((a, b) => a.openedAt - b.openedAt),
        alerts: ended.flatMap((one) => one.alerts).sort((a, b) => a.at - b.at),
      }
    },
  }
}

interface SurfacePlayer {
  take(run: JudgedRun, check: Check): void
  end(): Pick<Replayed, 'incidents' | 'alerts'>
}

function surfacePlayer(rule: RunningRule, target: string, surface: string): SurfacePlayer {
  const incidents: ReplayedIncident[] = []
  const alerts: { at: number; target: string; surface: string }[] = []
  let waiting: Check | undefined
  let ticked = 0

  function hear(said: { page?: boolean; clear?: boolean }, at: number): void {
    if (!said.page && !said.clear) return
    const open = incidents.at(-1)
    if (said.page) {
      alerts.push({ at, target, surface })
      if (!open || open.resolvedAt !== undefined) incidents.push({ target, openedAt: at, surfaces: [surface] })
    } else if (open && open.resolvedAt === undefined) {
      incidents[incidents.length - 1] = { ...open, resolvedAt: at }
    }
  }

  /** Gives a check to the rule; where it asks for a retry the check waits for one. */
  function give(check: Check): void {
    const said = rule.take(check)
    hear(said, check.at)
    waiting = said.retryMs === undefined ? undefined : check
  }

  /** A retry that the history does not hold is taken to have met what the run met. */
  function settle(): void {
    for (let tries = 0; waiting && tries < 5; tries += 1) give({ ...waiting, retry: true })
    waiting = undefined
  }

  function passTime(until: number): void {
    const every = rule.tickMs
    if (every === undefined) return
    if (ticked === 0 || until - ticked > 100 * every) ticked = until - every
    for (; ticked + every <= until; ticked += every) hear(rule.tick(ticked + every), ticked + every)
  }

  return {
    take(run, check) {
      if (run.trigger === 'confirm') {
        if (waiting) give({ ...check, retry: true })
      } else if (run.trigger === 'schedule') {
        if (waiting) settle()
        passTime(run.startedAt)
        give(check)
      }
    },
    end() {
      settle()
      return { incidents, alerts }
    },
  }
}

/** A run as a check: what could not be measured for our own reasons is a failure to those who do not tell them apart. */
function checkOf(run: JudgedRun, policy: Policy): Check {
  const ok = run.outcome === 'passed' || run.outcome === 'slow'
  const quiet = policy.quiet.length > 0 && quietAt(policy, run.target, run.surface, run.startedAt) !== undefined
  const base = { at: run.startedAt + run.durationMs, ok, ms: run.durationMs, location: run.location, quiet }
  return run.failure ? { ...base, class: run.failure.class } : base
}
