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
import { readUsual } from '../usual.ts'

/** A run starts within this time after its slot, ms; as many runs are looked through. */
const LATEST_START_MS = 10 * MINUTE
const MOST_OF_SLOT = 500
const MEASURES = 12

/** Names one run: its probe, its slot (epoch ms) and why it was started. */
export interface RunName {
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
  const found = await history.runs({ target, probe, ...slot, triggers: [trigger], limit: MOST_OF_SLOT })
  const run = found.find((one) => one.scheduledAt === scheduledAt)
  if (!run) return undefined
  const [good] = await history.runs({
    ...{ target, surface: run.surface, probe, to: scheduledAt },
    ...{ outcomes: ['passed'], triggers: ['schedule', 'confirm'], limit: 1 },
  })
  const usual = good && (await readUsual(history, [{ target, surface: run.surface }], scheduledAt))
  const compared =
    good && usual && compareRuns({ surface: run.surface, failing: run, good, confirms: [] }, { usual: usual(run) })
  return { ...viewOf(run, now), ...defined({ comparison: compared }) }
}

function viewOf(run: RunRecord, now: number): RunPageModel {
  const { target, surface, probe, location, trigger, scheduledAt, startedAt, durationMs, outcome, failure } = run
  return {
    ...{ at: now, target: oneLine(target, 40), surface, title: surfaceTitle(surface), probe: oneLine(probe, 60) },
    ...{ location: oneLine(location, 60), trigger, scheduledAt, startedAt, durationMs, outcome },
    ...defined({ failure: failure && failureView(failure), browser: run.browser && oneLine(run.browser, 80) }),
    artifacts: run.artifacts ?? [],
    steps: run.steps.map((step) => stepView(step, startedAt)),
  }
}

function stepView(step: StepResult, runStartedAt: number): RunStepView {
  const { name, outcome, startedAt, durationMs, statuses, measures, failure } = step
  return {
    ...{ name: oneLine(name, 80), outcome, offsetMs: Math.max(0, startedAt - runStartedAt), durationMs, statuses },
    measures: Object.entries(measures)
      .slice(0, MEASURES)
      .map(([measure, value]) => ({ name: oneLine(measure, 40), value })),
    ...defined({ failure: failure && failureView(failure) }),
  }
}
