import { type BucketRange, type SurfaceRef, surfaceId } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import type { Grid } from './grid.ts'
import { grainOf } from './segments.ts'

/** The range with the probes of the surfaces or the target it is narrowed to. */
export async function narrowed(db: Database, names: Names, range: BucketRange) {
  const grain = grainOf(range)
  if (range.surfaces === undefined && range.target === undefined) return { ...range, grain }
  const wanted = range.surfaces && new Set(range.surfaces.map(surfaceId))
  const probes = [...(await names.probes(db))]
    .filter(([, ref]) => range.target === undefined || ref.target === range.target)
    .filter(([, ref]) => wanted === undefined || wanted.has(surfaceId(ref)))
    .map(([id]) => id)
  return { ...range, grain, probes }
}

/** The name of the series that a probe's numbers go to. */
export async function surfaceSeries(db: Database, names: Names): Promise<(probe: number) => string> {
  const probes = await names.probes(db)
  const series = new Map<number, string>()
  return (probe) => {
    const cached = series.get(probe)
    if (cached !== undefined) return cached
    const { target = '', surface = '' } = probes.get(probe) ?? {}
    const name = JSON.stringify([target, surface])
    series.set(probe, name)
    return name
  }
}

/** The surfaces of the rows of a grid, in order of their ids. */
export function surfacesOf<Cell>(grid: Grid<Cell>, range: BucketRange) {
  return grid
    .rows()
    .map(([series, buckets]) => {
      const [target, surface] = JSON.parse(series) as [string, string]
      const ref: SurfaceRef = { target, surface }
      return { ref, buckets }
    })
    .filter(({ ref }) => range.target === undefined || ref.target === range.target)
    .toSorted((a, b) => (surfaceId(a.ref) < surfaceId(b.ref) ? -1 : 1))
}
