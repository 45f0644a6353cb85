import { DAY, MINUTE, surfaceId } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import type { Player, Replayed, ReplayedIncident } from './player.ts'
import type { Check, PagingRule, RunningRule } from './rules/index.ts'
import type { Survey } from './survey.ts'

/** @returns A player that runs one instance of a rule per surface. It gets scheduled runs, and a confirm run as the retry it asked for. */
export function rulePlayer(survey: Survey, rule: PagingRule): Player {
  const lanes: SurfacePlayer[] = []
  function begin({ target, surface }: JudgedRun): SurfacePlayer {
    const probes = survey.targets.find(({ name }) => name === target)?.probes ?? []
    const everyMs = probes.find((probe) => probe.surface === surface)?.everyMs ?? MINUTE
    const locations = survey.locations.get(surfaceId({ target, surface })) ?? 1
    return surfacePlayer(rule.run({ everyMs, locations }), target, surface)
  }
  return {
    apply(run, check, lane) {
      const player = lanes[lane] ?? begin(run)
      lanes[lane] = player
      player.apply(run, check)
    },
    idleUntil: (lane) => lanes[lane]?.idleUntil() ?? 0,
    end() {
      const results = lanes.map((player) => player.end())
      return {
        rule: rule.name,
        incidents: results.flatMap(({ incidents }) => incidents).sort((a, b) => a.openedAt - b.openedAt),
        alerts: results.flatMap(({ alerts }) => alerts).sort((a, b) => a.at - b.at),
      }
    },
  }
}

/** A full object literal: a spread gives each check another hidden class in V8. */
function retryOf({ at, ok, ms, location, quiet, previousAt, lastOkAt, class: failureClass }: Check): Check {
  return { at, ok, ms, location, quiet: quiet === true, previousAt, lastOkAt, class: failureClass, retry: true }
}

/** No rule changes its decision after two days of ticks without a check. */
const MOST_TICKS = (2 * DAY) / MINUTE

interface SurfacePlayer {
  apply(run: JudgedRun, check: Check): void
  idleUntil(): number
  end(): Pick<Replayed, 'incidents' | 'alerts'>
}

/** One rule on one surface. */
interface Play {
  readonly rule: RunningRule
  readonly target: string
  readonly surface: string
  readonly incidents: ReplayedIncident[]
  readonly alerts: Replayed['alerts'][number][]
  /** The check for which the rule asked a retry. */
  waiting: Check | undefined
  /** Epoch ms of the last tick; 0 before the first. */
  ticked: number
}

function surfacePlayer(rule: RunningRule, target: string, surface: string): SurfacePlayer {
  const play: Play = { rule, target, surface, incidents: [], alerts: [], waiting: undefined, ticked: 0 }
  return {
    apply(run, check) {
      if (run.trigger === 'confirm') {
        if (play.waiting) applyCheck(play, retryOf(check))
      } else if (run.trigger === 'schedule') {
        if (play.waiting) settleRetries(play)
        if (check.lastOkAt !== undefined) rule.catchUp(check.lastOkAt)
        passTime(play, run.startedAt)
        applyCheck(play, check)
      }
    },
    idleUntil: () => (play.waiting ? 0 : rule.idleUntil()),
    end() {
      settleRetries(play)
      return { incidents: play.incidents, alerts: play.alerts }
    },
  }
}

/** Records the decision of a rule; `at` is epoch ms. */
function record({ incidents, alerts, target, surface }: Play, { page, clear }: Decision, at: number): void {
  if (!page && !clear) return
  const open = incidents.at(-1)
  if (page) {
    alerts.push({ at, target, surface })
    if (!open || open.resolvedAt !== undefined) incidents.push({ target, openedAt: at, surfaces: [surface] })
  } else if (open && open.resolvedAt === undefined) {
    const { openedAt, surfaces } = open
    incidents[incidents.length - 1] = { target, openedAt, resolvedAt: at, surfaces }
  }
}

type Decision = Pick<ReturnType<RunningRule['apply']>, 'page' | 'clear'>

/** Applies a check; a check for which the rule asks a retry waits for it. */
function applyCheck(play: Play, check: Check): void {
  const decision = play.rule.apply(check)
  record(play, decision, check.at)
  play.waiting = decision.retryMs === undefined ? undefined : check
}

/** A retry that is not in the history is assumed to end as the run did. */
function settleRetries(play: Play): void {
  for (let tries = 0; play.waiting && tries < 5; tries += 1) applyCheck(play, retryOf(play.waiting))
  play.waiting = undefined
}

/** Ticks at a fixed phase until a time (epoch ms); skips ticks while the rule is idle, and those after MOST_TICKS in a silence. */
function passTime(play: Play, until: number): void {
  const { rule } = play
  const every = rule.tickMs
  if (every === undefined) return
  if (play.ticked === 0) play.ticked = until - every
  const idleUntil = Math.min(rule.idleUntil(), until + 1)
  if (play.ticked + every < idleUntil) play.ticked += every * (Math.ceil((idleUntil - play.ticked) / every) - 1)
  for (let ticks = 0; play.ticked + every <= until && ticks < MOST_TICKS; ticks += 1) {
    play.ticked += every
    record(play, rule.tick(play.ticked), play.ticked)
  }
  play.ticked += every * Math.floor((until - play.ticked) / every)
}
