import type { ProbeDrift, StepDrift } from '../../../dashboards/model/probe-page.ts'
import { bucketsOf, DAY, defined, type History, type MeasureSeries, type ProbeRef, probeId } from '../../core/index.ts'
import { JOINED_INTERVALS } from '../intervals.ts'
import { latencyOf } from '../latency.ts'
import { setupMarks } from '../setup-marks.ts'

/** Compared days. */
const DAYS = 7
/** Fewest runs on either side for a comparison. */
const LEAST_RUNS = 50

/** The times of a probe's steps over the last seven days against the seven before. @param now epoch ms */
export async function readDrift(
  history: Pick<History, 'measures' | 'runs' | 'setupChanges'>,
  ref: ProbeRef,
  { now, everyMs }: { readonly now: number; readonly everyMs: number },
): Promise<ProbeDrift> {
  const surfaces = [ref]
  const range = bucketsOf({ from: now - 2 * DAYS * DAY, to: now })
  const middle = Math.floor((now - DAYS * DAY) / DAY) * DAY
  const read = async (from: number, to: number, bucketMs: number) =>
    (await history.measures({ from, to, bucketMs, surfaces })).filter(({ probe }) => probe === ref.probe)
  const [current, before, whole, [good], changes] = await Promise.all([
    read(middle, now, DAY),
    read(middle - DAYS * DAY, middle, DAY),
    read(range.from, range.to, range.bucketMs),
    history.runs({ ...ref, outcomes: ['passed', 'slow'], limit: 1 }),
    history.setupChanges({ from: range.from, to: now + 1, target: ref.target }),
  ])
  const order = new Map([[probeId(ref), (good?.steps ?? []).map(({ name }) => name)]])
  const gapMs = JOINED_INTERVALS * Math.max(everyMs, range.bucketMs)
  const [charts] = latencyOf({ series: whole, order, gapMs: () => gapMs })
  const [steps] = latencyOf({ series: current, order, gapMs: () => gapMs })
  return {
    ...{ days: DAYS, range },
    steps: (steps?.series ?? []).map(({ step, measure, total }) => driftOf({ step, measure, total }, current, before)),
    ...defined({ charts }),
    setup: setupMarks(changes.filter(({ kind, subject }) => kind !== 'probe' || subject === probeId(ref))),
  }
}

function driftOf(
  { step, measure, total }: Pick<StepDrift, 'step' | 'measure'> & Pick<MeasureSeries, 'total'>,
  current: readonly MeasureSeries[],
  before: readonly MeasureSeries[],
): StepDrift {
  // `step` is cut to fit a page; the names in `current` and `before` are not.
  const name = current.find((entry) => entry.total === total)?.step
  const earlier = before.find((entry) => entry.step === name && entry.measure === measure)?.total
  const isComparable = earlier && Math.min(total.n, earlier.n) >= LEAST_RUNS && earlier.p50 > 0
  return {
    ...{ step, measure, now: total },
    ...defined({ before: earlier, change: isComparable ? total.p50 / earlier.p50 - 1 : undefined }),
  }
}
