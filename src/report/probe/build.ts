import type { ProbeIncident, ProbePageModel, RunLine, SkipLine } from '../../../dashboards/model/probe-page.ts'
import {
  DAY,
  defined,
  type History,
  type IncidentRecord,
  oneLine,
  type ProbeRef,
  type RunRecord,
  runPath,
} from '../../core/index.ts'
import { failureView } from '../failure-view.ts'
import { incidentTitle } from '../incidents.ts'
import { noticeView } from '../now.ts'
import type { Budgets } from '../spend.ts'
import { dotOf } from '../surfaces.ts'
import { readDrift } from './drift.ts'
import type { WatchedProbe } from './find.ts'
import { readProbeSpend } from './spend.ts'

/** Runs of the strip, and lines of each list. */
const STRIP = 200
const LINES = 12
const NEWEST = 6
/** How far back failures, skipped slots and incidents are listed, ms. */
const LISTED_MS = 7 * DAY
const INCIDENTS_MS = 30 * DAY

export type ProbeHistory = Pick<
  History,
  'recentRuns' | 'runs' | 'measures' | 'incidents' | 'openNotices' | 'spend' | 'setupChanges'
>

/** One probe: its schedule, newest runs, failures, spend, and the drift of its step times. */
export async function buildProbePage(
  history: ProbeHistory,
  { surface: door, probe: scheduled }: WatchedProbe,
  { now, budgets }: { readonly now: number; readonly budgets: Budgets },
): Promise<ProbePageModel> {
  const { target, surface, title, standing } = door
  const { probe, everyMs, nextAt, runningSince } = scheduled
  const ref: ProbeRef = { target, surface, probe }
  const listed = { ...ref, from: now - LISTED_MS, limit: LINES }
  const [recent, newest, failures, skips, incidents, notices, spend, drift] = await Promise.all([
    history.recentRuns({ probes: [ref], limit: STRIP }),
    history.runs({ ...ref, outcomes: ['passed', 'slow', 'failed', 'error'], limit: NEWEST }),
    history.runs({ ...listed, outcomes: ['failed', 'error'] }),
    history.runs({ ...listed, outcomes: ['skipped'] }),
    history.incidents({ from: now - INCIDENTS_MS, to: now + 1, target }),
    history.openNotices(),
    readProbeSpend(history, ref, { now, everyMs, budgets }),
    readDrift(history, ref, { now, everyMs }),
  ])
  return {
    ...{ at: now, target: oneLine(target, 40), surface, title, probe: oneLine(probe, 60), standing },
    schedule: { everyMs, ...defined({ nextAt, runningSince }) },
    strip: recent.map(dotOf).toReversed(),
    runs: newest.map(lineOf),
    failures: failures.map(lineOf),
    skips: skips.flatMap(skipOf),
    notices: notices.filter((notice) => notice.target === target && notice.probe === probe).map(noticeView),
    ...{ spend, drift },
    incidents: incidents
      .filter(({ surfaces }) => surfaces.some((member) => member.surface === surface))
      .slice(0, LINES)
      .map(incidentOf),
  }
}

function lineOf(run: RunRecord): RunLine {
  const { trigger, startedAt, outcome, durationMs, failure } = run
  return {
    ...{ path: runPath(run), at: startedAt, outcome, trigger, durationMs },
    ...defined({ failure: failure && failureView(failure) }),
  }
}

function skipOf({ scheduledAt, skip }: RunRecord): readonly SkipLine[] {
  return skip ? [{ from: scheduledAt, until: skip.until, count: skip.count, reason: skip.reason }] : []
}

function incidentOf(incident: IncidentRecord): ProbeIncident {
  const { name, impactAt, resolvedAt } = incident
  return { name, title: incidentTitle(incident), impactAt, ...defined({ resolvedAt }) }
}
