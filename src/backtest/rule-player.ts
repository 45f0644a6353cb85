import { DAY, MINUTE } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import type { Player, Replayed, ReplayedIncident } from './player.ts'
import type { Check, PagingRule, RunningRule } from './rules/index.ts'
import type { Survey } from './survey.ts'

/** Another monitor's rule, one instance per surface. It sees scheduled runs, and confirm runs where it asked for a retry. */
export function rulePlayer(survey: Survey, rule: PagingRule): Player {
  const lanes: SurfacePlayer[] = []
  function begin({ target, surface }: JudgedRun): SurfacePlayer {
    const probes = survey.targets.find((one) => one.name === target)?.probes ?? []
    const everyMs = probes.find((one) => one.surface === surface)?.everyMs ?? MINUTE
    const locations = survey.locations.get(`${target}/${surface}`) ?? 1
    return surfacePlayer(rule.run({ everyMs, locations }), target, surface)
  }
  return {
    apply(run, check, lane) {
      const known = lanes[lane]
      if (known) return known.apply(run, check)
      const fresh = begin(run)
      lanes[lane] = fresh
      fresh.apply(run, check)
    },
    idleUntil: (lane) => lanes[lane]?.idleUntil() ?? 0,
    end() {
      const ended = lanes.map((one) => one.end())
      return {
        rule: rule.name,
        incidents: ended.flatMap((one) => one.incidents).sort((a, b) => a.openedAt - b.openedAt),
        alerts: ended.flatMap((one) => one.alerts).sort((a, b) => a.at - b.at),
      }
    },
  }
}

/** Written out rather than spread, which would make every one of them of a kind of its own to the engine. */
function retryOf({ at, ok, ms, location, quiet, previousAt, lastOkAt, class: failed }: Check): Check {
  return { at, ok, ms, location, quiet: quiet === true, previousAt, lastOkAt, class: failed, retry: true }
}

/** After so many ticks without a check no rule finds anything new: two days of minutes. */
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
  /** The check that the rule wants to retry. */
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

/** Records what a rule decided at a time (epoch ms). */
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

/** Gives a check to the rule; where the rule asks for a retry the check waits for one. */
function applyCheck(play: Play, check: Check): void {
  const decision = play.rule.apply(check)
  record(play, decision, check.at)
  play.waiting = decision.retryMs === undefined ? undefined : check
}

/** A retry that the history does not hold is assumed to end as the run did. */
function settleRetries(play: Play): void {
  for (let tries = 0; play.waiting && tries < 5; tries += 1) applyCheck(play, retryOf(play.waiting))
  play.waiting = undefined
}

/** Ticks as the clock does, at the same phase throughout; not where the rule rests, nor on and on in a long silence. */
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
