import { DAY, type History, HOUR, type ProbeRef, type Quantiles, type SurfaceRef } from '../core/index.ts'

/** Baselines are over this time before a moment, ms. */
const BASELINE_MS = 30 * DAY

/** Reads the quantiles of step times of some surfaces over the 30 days before a moment, epoch ms. */
export async function readStepBaselines(
  history: Pick<History, 'measures'>,
  surfaces: readonly SurfaceRef[],
  before: number,
): Promise<(probe: ProbeRef | undefined) => (step: string) => Quantiles | undefined> {
  const to = Math.floor(before / HOUR) * HOUR
  const from = Math.floor((to - BASELINE_MS) / DAY) * DAY
  const series = await history.measures({ from, to, bucketMs: DAY, surfaces })
  const steps = series.filter(({ measure }) => measure === 'duration_ms')
  return (ref) => (step) =>
    steps.find(
      (other) =>
        other.step === step &&
        other.target === ref?.target &&
        other.surface === ref.surface &&
        other.probe === ref.probe,
    )?.total
}
