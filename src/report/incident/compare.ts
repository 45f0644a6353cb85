import type { RunComparison, RunSide, StepPair, StepSide } from '../../../dashboards/model/incident-page.ts'
import {
  defined,
  type Failure,
  formatDuration,
  oneLine,
  type Quantiles,
  type RunRecord,
  type StepResult,
  type SurfaceRuns,
  surfaceTitle,
} from '../../core/index.ts'
import { failureView } from '../failure-view.ts'
import { isLonger } from '../longer.ts'
import { requestDifferences, requestList, requestsSentBefore } from '../requests.ts'

/** With fewer runs a quantile is too uncertain to be shown. */
const LEAST_RUNS = 100
const LONGEST_STEP = 80

/** The quantiles of a step over the time before the incident; undefined where it was not measured. */
type BaselineOf = (step: string) => Quantiles | undefined

/** The first failing run of a surface next to its last good run; undefined where no failing run is stored. */
export function compareRuns(
  { surface, failing: run, good, confirms }: SurfaceRuns,
  {
    baselineOf,
    failure,
  }: {
    readonly baselineOf: BaselineOf
    /** The failure of the surface, for a slow run, which has none. */
    readonly failure?: Failure
  },
): RunComparison | undefined {
  const failing = run && { ...run, ...defined({ failure: run.failure ?? failure }) }
  if (!failing) return undefined
  const pictured = [failing, ...confirms].find((run) => pictureOf(run) !== undefined)
  const artifact = pictured && pictureOf(pictured)
  return {
    ...{ target: failing.target, surface, title: surfaceTitle(surface), probe: oneLine(failing.probe, 60) },
    failing: sideOf(failing),
    ...defined({ good: good && sideOf(good) }),
    steps: stepPairs(failing, good, baselineOf),
    ...defined({ picture: pictured && artifact && { at: pictured.startedAt, artifact } }),
  }
}

function pictureOf({ artifacts = [] }: RunRecord) {
  return artifacts.find(({ kind, gone }) => kind === 'screenshot' && !gone)
}

function sideOf({ id, scheduledAt, startedAt, outcome, durationMs, trigger, location, failure }: RunRecord): RunSide {
  return {
    ...{ id, scheduledAt, at: startedAt, outcome, durationMs, trigger, location: oneLine(location, 60) },
    ...defined({ failure: failure && failureView(failure) }),
  }
}

/** The steps of both runs: those of the failing run in its order, then those that it did not reach. */
function stepPairs(failing: RunRecord, good: RunRecord | undefined, baselineOf: BaselineOf): readonly StepPair[] {
  const goodSteps = good?.steps ?? []
  const names = [...new Set([...failing.steps, ...goodSteps].map(({ name }) => name))]
  const brokenName = failing.failure?.step ?? failing.steps.find(({ outcome }) => outcome !== 'passed')?.name
  return names.map((name) => {
    const sides = { failing: stepNamed(failing.steps, name), good: stepNamed(goodSteps, name) }
    const quantiles = baselineOf(name)
    const baseline = quantiles && quantiles.n >= LEAST_RUNS ? quantiles : undefined
    const broken = name === brokenName
    const requests = sides.failing && requestList(sides.failing, sides.good)
    return {
      ...{ name: oneLine(name, LONGEST_STEP), broken },
      ...defined({ failing: sides.failing && stepSide(sides.failing), good: sides.good && stepSide(sides.good) }),
      differences: [
        ...differencesOf(sides, baseline, good !== undefined),
        // Requests of other parties come and go in every step.
        ...(broken && requests ? requestDifferences(requests) : []),
        ...(broken
          ? requestsSentBefore(
              failing.steps,
              failing.steps.findIndex((step) => step.name === name),
            )
          : []),
      ],
      ...defined({
        requests,
        usual: baseline && { runs: baseline.n, p50: baseline.p50, p95: baseline.p95, p99: baseline.p99 },
      }),
    }
  })
}

function stepNamed(steps: readonly StepResult[], name: string): StepResult | undefined {
  return steps.find((step) => step.name === name)
}

function stepSide({ outcome, durationMs, statuses }: StepResult): StepSide {
  return { outcome, durationMs, statuses }
}

function differencesOf(
  { failing, good }: { readonly failing: StepResult | undefined; readonly good: StepResult | undefined },
  baseline: Quantiles | undefined,
  isCompared: boolean,
): readonly string[] {
  if (!failing) return ['not reached']
  const time = timeDifference(failing.durationMs, good?.durationMs, baseline)
  if (!good) return [...(isCompared ? ['not in the last good run'] : []), ...time]
  return [...statusDifferences(failing.statuses, good.statuses), ...time]
}

/** "1 more HTTP 500", "3 fewer HTTP 200": the responses that the failing run had more or fewer of. */
export function statusDifferences(
  failing: Readonly<Record<string, number>>,
  good: Readonly<Record<string, number>>,
): readonly string[] {
  const statuses = [...new Set([...Object.keys(failing), ...Object.keys(good)])].toSorted(
    (a, b) => Number(b) - Number(a),
  )
  return statuses.flatMap((status) => {
    const more = (failing[status] ?? 0) - (good[status] ?? 0)
    if (more === 0) return []
    return [`${Math.abs(more)} ${more > 0 ? 'more' : 'fewer'} HTTP ${status}`]
  })
}

function timeDifference(
  tookMs: number,
  goodMs: number | undefined,
  baseline: Quantiles | undefined,
): readonly string[] {
  const against = goodMs === undefined ? '' : ` against ${formatDuration(goodMs)}`
  if (baseline && tookMs > baseline.p99) return [`${formatDuration(tookMs)}${against}, outside 99 % of 30 days`]
  if (goodMs === undefined) return []
  return isLonger(tookMs, goodMs) ? [`${formatDuration(tookMs)}${against}`] : []
}
