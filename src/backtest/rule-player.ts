import { DAY, MINUTE } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import type { Player, Replayed, ReplayedIncident } from './player.ts'
import type { Baseline, Check, RunningRule } from './rules/index.ts'
import type { Survey } from './survey.ts'

/** Another monitor's rule, one instance per surface. It sees scheduled runs, and confirm runs where it asked for a retry. */
export function baselinePlayer(survey: Survey, baseline: Baseline): Player {
  const lanes: SurfacePlayer[] = []
  function begin({ target, surface }: JudgedRun): SurfacePlayer {
    const probes = survey.targets.find((one) => one.name === target)?.probes ?? []
    const everyMs = probes.find((one) => one.surface === surface)?.everyMs ?? MINUTE
    const locations = survey.locations.get(`${target}/${surface}`) ?? 1
    return surfacePlayer(baseline.run({ everyMs, locations }), target, surface)
  }
  return {
    take(run, check, lane) {
      const known = lanes[lane]
      if (known) return known.take(run, check)
      const fresh = begin(run)
      lanes[lane] = fresh
      fresh.take(run, check)
    },
    restsUntil: (lane) => lanes[lane]?.restsUntil() ?? 0,
    end() {
      const ended = lanes.map((one) => one.end())
      return {
        rule: baseline.name,
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
  take(run: JudgedRun, check: Check): void
  restsUntil(): number
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
      const { openedAt, surfaces } = open
      incidents[incidents.length - 1] = { target, openedAt, resolvedAt: at, surfaces }
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
    for (let tries = 0; waiting && tries < 5; tries += 1) give(retryOf(waiting))
    waiting = undefined
  }

  /** Ticks as the clock does, at the same phase throughout; not where the rule rests, nor on and on in a long silence. */
  function passTime(until: number): void {
    const every = rule.tickMs
    if (every === undefined) return
    if (ticked === 0) ticked = until - every
    const restsUntil = Math.min(rule.restsUntil(), until + 1)
    if (ticked + every < restsUntil) ticked += every * (Math.ceil((restsUntil - ticked) / every) - 1)
    for (let ticks = 0; ticked + every <= until && ticks < MOST_TICKS; ticks += 1) {
      ticked += every
      hear(rule.tick(ticked), ticked)
    }
    ticked += every * Math.floor((until - ticked) / every)
  }

  return {
    take(run, check) {
      if (run.trigger === 'confirm') {
        if (waiting) give(retryOf(check))
      } else if (run.trigger === 'schedule') {
        if (waiting) settle()
        if (check.lastOkAt !== undefined) rule.rested(check.lastOkAt)
        passTime(run.startedAt)
        give(check)
      }
    },
    restsUntil: () => (waiting ? 0 : rule.restsUntil()),
    end() {
      settle()
      return { incidents, alerts }
    },
  }
}
