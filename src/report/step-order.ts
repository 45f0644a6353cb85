import { type History, type MeasureSeries, probeId } from '../core/index.ts'

/** Steps by probe id, in the order of the newest good run; empty where no such run is stored. */
export type StepOrder = ReadonlyMap<string, readonly string[]>

export async function readStepOrder(history: History, series: readonly MeasureSeries[]): Promise<StepOrder> {
  const probes = new Map(series.map((entry) => [probeId(entry), entry]))
  const orders = await Promise.all(
    [...probes].map(async ([id, { target, surface, probe }]) => {
      const [run] = await history.runs({ target, surface, probe, outcomes: ['passed', 'slow'], limit: 1 })
      return [id, (run?.steps ?? []).map((step) => step.name)] as const
    }),
  )
  return new Map(orders)
}
