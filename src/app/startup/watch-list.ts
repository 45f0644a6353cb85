import { type Alert, type ProbePlan, type Problem, surfaceId } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { Pipeline } from '../worker/pipeline.ts'

/**
 * Tells the judge at the start which surfaces are watched, of every target that was ever watched. What the configuration
 * does not contain any more is retired, but only where all of it was loaded and no other worker may watch it.
 */
export async function startWatching(from: {
  readonly store: Pick<Store, 'surfaces' | 'watched'>
  readonly pipeline: Pick<Pipeline, 'watch'>
  readonly plans: readonly ProbePlan[]
  readonly problems: readonly Problem[]
  /** Another worker is alive on the same database. */
  readonly shared: boolean
}): Promise<readonly Alert[]> {
  const { store, plans, problems } = from
  const stored = [...(await store.surfaces()), ...(await store.watched())]
  const targets = new Set([...plans, ...stored].map(({ target }) => target))
  const complete = problems.length === 0 && !from.shared
  // In parallel, so that targets share commits.
  const alerts = [...targets].map((target) => {
    const reasonFor = (surface: string) =>
      complete ? 'It is no longer in the configuration.' : reasonOf(problems, { target, surface })
    return from.pipeline.watch(target, { complete, reasonFor })
  })
  return (await Promise.all(alerts)).flat()
}

/** Why no probe of this worker watches a surface. */
function reasonOf(problems: readonly Problem[], ref: { readonly target: string; readonly surface: string }): string {
  const ofSurface = problems.find(
    ({ probe }) =>
      probe !== undefined &&
      surfaceId({ target: probe.target ?? ref.target, surface: probe.surface }) === surfaceId(ref),
  )
  const problem = ofSurface ?? problems[0]
  if (!problem) return 'No probe of this worker watches it.'
  const what = ofSurface?.probe
    ? `The probe ${ofSurface.probe.name} could not be loaded`
    : 'Not every probe file could be loaded'
  return `${what}: ${problem.source}: expected ${problem.expected}, got ${problem.got}.`
}
