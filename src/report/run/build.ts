import type { RunComparison } from '../../../dashboards/model/incident-page.ts'
import type { RunPageModel, RunStepView } from '../../../dashboards/model/run-page.ts'
import {
  defined,
  type History,
  MINUTE,
  oneLine,
  type RunRecord,
  type StepResult,
  surfaceTitle,
  type Trigger,
} from '../../core/index.ts'
import { failureView } from '../failure-view.ts'
import { compareRuns } from '../incident/compare.ts'
import { requestList, requestsSentBefore } from '../requests.ts'
import { readStepBaselines } from '../step-baselines.ts'

/** A run starts within this time after its slot, ms. */
const LATEST_START_MS = 10 * MINUTE
/** Runs that are read to find that of the slot. */
const MOST_OF_SLOT = 500
const MEASURES = 12

/** Identifies one run: its probe, its slot (epoch ms) and its trigger. */
interface RunName {
  readonly target: string
  readonly probe: string
  readonly scheduledAt: number
  readonly trigger: Trigger
}

/** One run against the last good one before it; undefined where it is not stored. @param now epoch ms */
export async function buildRunPage(
  history: Pick<History, 'runs' | 'measures'>,
  { target, probe, scheduledAt, trigger }: RunName,
  now: number,
): Promise<RunPageModel | undefined> {
  const slot = { from: scheduledAt, to: scheduledAt + LATEST_START_MS }
  const candidates = await history.runs({
    ...{ target, probe, ...slot, triggers: [trigger], limit: MOST_OF_SLOT, requests: true },
  })
  const run = candidates.find((candidate) => candidate.scheduledAt === scheduledAt)
  if (!run) return undefined
  const [good] = await history.runs({
    ...{ target, surface: run.surface, probe, to: scheduledAt },
    ...{ outcomes: ['passed'], triggers: ['schedule', 'confirm'], limit: 1, requests: true },
  })
  const baselines = good && (await readStepBaselines(history, [{ target, surface: run.surface }], scheduledAt))
  const compared =
    good &&
    baselines &&
    compareRuns({ surface: run.surface, failing: run, good, confirms: [] }, { baselineOf: baselines(run) })
  return { ...viewOf(run, good, now), ...defined({ comparison: compared && withoutRequests(compared) }) }
}

/** The steps above the comparison show the requests already. */
function withoutRequests(comparison: RunComparison): RunComparison {
  return { ...comparison, steps: comparison.steps.map(({ requests: _, ...step }) => step) }
}

function viewOf(run: RunRecord, good: RunRecord | undefined, now: number): RunPageModel {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt, durationMs, outcome, failure } = run
  return {
    ...{ at: now, target: oneLine(target, 40), surface, title: surfaceTitle(surface), probe: oneLine(probe, 60) },
    ...{ location: oneLine(location, 60), trigger, scheduledAt, startedAt, durationMs, outcome },
    ...defined({ failure: failure && failureView(failure), browser: run.browser && oneLine(run.browser, 80) }),
    ...defined({ requestsDamaged: run.requestsDamaged }),
    artifacts: run.artifacts ?? [],
    steps: run.steps.map((step, index) => ({
      ...stepView(step, startedAt, counterpart(run.steps, index, good?.steps ?? [])),
      ...(isBroken(step) ? { sentBefore: requestsSentBefore(run.steps, index) } : {}),
    })),
  }
}

function isBroken({ outcome }: StepResult): boolean {
  return outcome === 'failed' || outcome === 'error' || outcome === 'slow'
}

/** The step of the other run with the same name; of several with one name the one in the same place among them. */
function counterpart(
  steps: readonly StepResult[],
  index: number,
  others: readonly StepResult[],
): StepResult | undefined {
  const isNamesake = ({ name }: StepResult) => name === steps[index]?.name
  return others.filter(isNamesake)[steps.slice(0, index).filter(isNamesake).length]
}

function stepView(step: StepResult, runStartedAt: number, good: StepResult | undefined): RunStepView {
  const { name, outcome, startedAt, durationMs, statuses, measures, failure } = step
  return {
    ...{ name: oneLine(name, 80), outcome, offsetMs: Math.max(0, startedAt - runStartedAt), durationMs, statuses },
    measures: Object.entries(measures)
      .slice(0, MEASURES)
      .map(([measure, value]) => ({ name: oneLine(measure, 40), value })),
    ...defined({ failure: failure && failureView(failure), requests: requestList(step, good) }),
  }
}
