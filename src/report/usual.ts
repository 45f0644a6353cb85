import { DAY, type History, HOUR, type ProbeRef, type Quantiles, type SurfaceRef } from '../core/index.ts'

/** Step times are compared with those of this time before, ms. */
const USUAL_MS = 30 * DAY

/** Reads how long the steps of some surfaces took in the 30 days before a moment, epoch ms. */
export async function readUsual(
  history: Pick<History, 'measures'>,
  surfaces: readonly SurfaceRef[],
  before: number,
): Promise<(probe: ProbeRef | undefined) => (step: string) => Quantiles | undefined> {
  const to = Math.floor(before / HOUR) * HOUR
  const from = Math.floor((to - USUAL_MS) / DAY) * DAY
  const series = await history.measures({ from, to, bucketMs: DAY, surfaces })
  const steps = series.filter(({ measure }) => measure === 'duration_ms')
  return (ref) => (step) =>
    steps.find(
      (one) =>
        one.step === step && one.target === ref?.target && one.surface === ref.surface && one.probe === ref.probe,
    )?.total
}
