import { type IncidentChange, MINUTE, SECOND, type Verdict } from '../core/index.ts'
import type { JudgedRun, JudgedTarget, Policy } from '../judge/index.ts'
import { emptyMemory, ownedJudge } from '../judge/index.ts'
import { checks } from './checks.ts'
import { byInstant } from './instants.ts'
import type { Player, Replayed, ReplayedIncident } from './player.ts'
import { ORDINARY_MS } from './rules/index.ts'
import type { Survey } from './survey.ts'

/** The clock is looked at this often while a history is silent, ms. */
const TICK_MS = 30 * SECOND

/** Plays a history, in order of time, to several rules at once. */
export function replay(
  runs: Iterable<JudgedRun>,
  players: readonly Player[],
  policy: Pick<Policy, 'quiet'>,
): readonly Replayed[] {
  const instants = byInstant(playTo(players, policy))
  for (const run of runs) instants.take(run)
  instants.end()
  return players.map((player) => player.end())
}

/** Plays a run, under quiet windows, to all players but those that rest on its surface and would make nothing of it. */
export function playTo(players: readonly Player[], policy: Pick<Policy, 'quiet'>): (run: JudgedRun) => void {
  const checkOf = checks(policy)
  const restsOf: Float64Array[] = []
  return (run) => {
    if (run.outcome === 'skipped') return
    const { check, lane } = checkOf(run)
    const rests = restsOf[lane] ?? new Float64Array(players.length)
    restsOf[lane] = rests
    const ordinary = check.ok && check.ms <= ORDINARY_MS && !check.quiet
    for (let index = 0; index < players.length; index += 1) {
      if (ordinary && check.at < (rests[index] ?? 0)) continue
      const player = players[index]
      if (!player) continue
      player.take(run, check, lane)
      if (player.restsUntil) rests[index] = player.restsUntil(lane)
    }
  }
}

/** Our own judge as it would have run live, each target under its policy: time passes, windows end, silence is noticed. */
export function doorwatchPlayer(survey: Survey, policyFor: (target: string) => Policy, name = 'doorwatch'): Player {
  const targets = new Map(survey.targets.map((target) => [target.name, targetPlayer(target, policyFor(target.name))]))
  const byLane: ReturnType<typeof targetPlayer>[] = []
  function begin(name: string) {
    const player = targets.get(name) ?? targetPlayer({ name, probes: [] }, policyFor(name))
    targets.set(name, player)
    return player
  }
  return {
    take(run, _check, lane) {
      const player = byLane[lane] ?? begin(run.target)
      byLane[lane] = player
      player.take(run)
    },
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
  const ours = ownedJudge(emptyMemory(target), policy)
  let last = 0
  const incidents = new Map<string, ReplayedIncident>()
  const alerts: { at: number; target: string; surface: string }[] = []
  const patience = Math.max(MINUTE, ...target.probes.map((probe) => probe.everyMs)) * 2
  const edges = policy.quiet.flatMap((window) => [window.from, window.to]).sort((a, b) => a - b)

  function hear(verdict: Verdict): void {
    if (!verdict.incident) return
    const { incident, entries } = verdict.incident
    const again = entries.filter(({ kind }) => kind === 'reopened').map(({ at }) => at)
    incidents.set(incident.name, incidentOf(incident, [...(incidents.get(incident.name)?.reopenedAt ?? []), ...again]))
    const first = entries.find((entry) => ALARMS.has(entry.kind))
    if (first) alerts.push({ at: first.at, target: target.name, surface: first.surface ?? '' })
  }

  function passTime(until: number): void {
    while (edges[0] !== undefined && edges[0] <= until) {
      const edge = edges.shift() ?? until
      if (edge > last && last > 0) hear(ours.look(edge))
    }
    if (last === 0 || until - last <= patience) return
    const silentUntil = Math.min(until, last + patience + 2 * TICK_MS)
    for (let at = last + TICK_MS; at < silentUntil; at += TICK_MS) hear(ours.look(at))
  }

  return {
    take(run: JudgedRun) {
      passTime(run.startedAt)
      const now = run.startedAt + run.durationMs
      last = now
      hear(ours.take(run, now))
    },
    end: () => ({ incidents: [...incidents.values()], alerts }),
  }
}

function incidentOf(incident: IncidentChange['incident'], reopenedAt: readonly number[]): ReplayedIncident {
  return {
    target: incident.target,
    openedAt: incident.openedAt,
    ...(incident.resolvedAt === undefined ? {} : { resolvedAt: incident.resolvedAt }),
    ...(reopenedAt.length === 0 ? {} : { reopenedAt }),
    surfaces: incident.surfaces.map((one) => one.surface),
  }
}
