import { type Alert, type Clock, isWorkerAlive, type ProbePlan, type Problem, surfaceId } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { Pipeline } from '../worker/pipeline.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'

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

/** Passes the watched surfaces to the judge, at the start of a worker. Alerts go to the event stream. */
export async function watchSurfaces(
  from: Omit<Parameters<typeof startWatching>[0], 'store' | 'shared'> & {
    readonly store: Pick<Store, 'surfaces' | 'watched' | 'lastHeartbeat'>
    readonly clock: Clock
    readonly location: string
    readonly emit: (event: WorkerEvent) => void
  },
): Promise<void> {
  const { store, clock, location, emit } = from
  const shared = isWorkerAlive(await store.lastHeartbeat(location), clock.now())
  const alerts = await startWatching({ ...from, shared })
  if (alerts.length > 0) emit({ type: 'alerted', alerts })
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
