import { defined, type IncidentChange, type JudgedChanges, MINUTE, SECOND } from '../core/index.ts'
import type { JudgedRun, JudgedTarget, Policy } from '../judge/index.ts'
import { emptyMemory } from '../judge/index.ts'
import { checks } from './checks.ts'
import type { Player, Replayed, ReplayedIncident } from './player.ts'
import { replayJudge } from './replay-judge.ts'
import { ORDINARY_MS } from './rules/index.ts'
import type { Survey } from './survey.ts'

/** Between two ticks in a silence, ms. */
const TICK_MS = 30 * SECOND

/** @returns A function that applies a run to all players except those that are idle on its surface. */
export function playTo(players: readonly Player[], policy: Pick<Policy, 'quiet'>): (run: JudgedRun) => void {
  const checkOf = checks(policy)
  const idleOf: Float64Array[] = []
  return (run) => {
    if (run.outcome === 'skipped') return
    const { check, lane } = checkOf(run)
    const idle = idleOf[lane] ?? new Float64Array(players.length)
    idleOf[lane] = idle
    const ordinary = check.ok && check.ms <= ORDINARY_MS && !check.quiet
    for (let index = 0; index < players.length; index += 1) {
      if (ordinary && check.at < (idle[index] ?? 0)) continue
      const player = players[index]
      if (!player) continue
      player.apply(run, check, lane)
      if (player.idleUntil) idle[index] = player.idleUntil(lane)
    }
  }
}

/** @returns A player of the judge as the worker runs it, with a policy for each target: ticks, ends of windows, silence. */
export function doorwatchPlayer(survey: Survey, policyFor: (target: string) => Policy, name = 'doorwatch'): Player {
  const targets = new Map(survey.targets.map((target) => [target.name, targetPlayer(target, policyFor(target.name))]))
  const byLane: TargetPlayer[] = []
  function begin(name: string) {
    const player = targets.get(name) ?? targetPlayer({ name, probes: [] }, policyFor(name))
    targets.set(name, player)
    return player
  }
  return {
    apply(run, _check, lane) {
      const player = byLane[lane] ?? begin(run.target)
      byLane[lane] = player
      player.apply(run)
    },
    end() {
      const results = [...targets.values()].map((target) => target.end())
      return {
        rule: name,
        incidents: results.flatMap(({ incidents }) => incidents).sort((a, b) => a.openedAt - b.openedAt),
        alerts: results.flatMap(({ alerts }) => alerts).sort((a, b) => a.at - b.at),
      }
    },
  }
}

/** Kinds of timeline entries that alert: trouble begins or worsens. */
const ALARMS: ReadonlySet<string> = new Set(['opened', 'reopened', 'joined', 'relapsed', 'worsened'])

interface TargetPlayer {
  apply(run: JudgedRun): void
  end(): Pick<Replayed, 'incidents' | 'alerts'>
}

function targetPlayer(target: JudgedTarget, policy: Policy): TargetPlayer {
  const judge = replayJudge(emptyMemory(target), policy)
  let last = 0
  const record = createRecord(target.name)
  const patience = Math.max(MINUTE, ...target.probes.map((probe) => probe.everyMs)) * 2
  const edges = policy.quiet.flatMap((window) => [window.from, window.to]).sort((a, b) => a - b)

  function passTime(until: number): void {
    while (edges[0] !== undefined && edges[0] <= until) {
      const edge = edges.shift() ?? until
      if (edge > last && last > 0) record.add(judge.tick(edge))
    }
    if (last === 0 || until - last <= patience) return
    const silentUntil = Math.min(until, last + patience + 2 * TICK_MS)
    for (let at = last + TICK_MS; at < silentUntil; at += TICK_MS) record.add(judge.tick(at))
  }

  return {
    apply(run) {
      passTime(run.startedAt)
      last = run.startedAt + run.durationMs
      record.add(judge.apply(run, last))
    },
    end: record.end,
  }
}

/** Collects the incidents and alerts of one target. */
function createRecord(target: string) {
  const incidents = new Map<string, ReplayedIncident>()
  const alerts: Replayed['alerts'][number][] = []
  return {
    add({ incident: change }: JudgedChanges): void {
      if (!change) return
      const { incident, entries } = change
      const reopenings = entries.filter(({ kind }) => kind === 'reopened').map(({ at }) => at)
      const reopenedAt = [...(incidents.get(incident.name)?.reopenedAt ?? []), ...reopenings]
      incidents.set(incident.name, incidentOf(incident, reopenedAt))
      const first = entries.find((entry) => ALARMS.has(entry.kind))
      if (first) alerts.push({ at: first.at, target, surface: first.surface ?? '' })
    },
    end: () => ({ incidents: [...incidents.values()], alerts }),
  }
}

function incidentOf(incident: IncidentChange['incident'], reopenedAt: readonly number[]): ReplayedIncident {
  return {
    target: incident.target,
    openedAt: incident.openedAt,
    ...defined({ resolvedAt: incident.resolvedAt }),
    ...(reopenedAt.length === 0 ? {} : { reopenedAt }),
    surfaces: incident.surfaces.map(({ surface }) => surface),
  }
}
