import { hostsOf, type PlanInput, type SurfaceReading } from '../continuity/index.ts'
import {
  BUILT_IN_SURFACES,
  type ContinuityPlan,
  type CurrentState,
  defined,
  type Failure,
  type GoldenAnswer,
  type History,
  HOUR,
  type LastRun,
  type QuietWindow,
  readCurrentStates,
  surfaceId,
  type Target,
  type WatchedProbe,
} from '../core/index.ts'
import { readPlanFiles } from './files.ts'

/** What an evaluation reads of the database. */
export interface PlanHistory
  extends Pick<History, 'surfaces' | 'watched' | 'lastHeartbeat' | 'quietWindows' | 'proofs'> {
  /** Default: no golden prompt was asked. */
  goldenAnswers?(): Promise<readonly GoldenAnswer[]>
  /** The newest finished scheduled or confirm run of every probe, skips left out. */
  lastRuns(): Promise<readonly LastRun[]>
}

/** The readings of a machine without a database, such as a CI job. */
export const NOTHING_MEASURED: PlanHistory = {
  surfaces: async () => [],
  lastRuns: async () => [],
  watched: async () => [],
  lastHeartbeat: async () => undefined,
  quietWindows: async () => [],
  proofs: async () => [],
}

/** Where the parts of an evaluation come from. */
export interface PlanSources {
  readonly plan: ContinuityPlan
  /** The folder of the configuration. */
  readonly root: string
  readonly targets: readonly Target[]
  /** The surfaces of the built-in probes, as configured. */
  readonly surfaces: readonly string[]
  readonly history: PlanHistory
  /** The maintenance windows of the configuration. */
  readonly maintenance: readonly QuietWindow[]
  /** Where keys of the configuration stand in its file. Default: unknown. */
  readonly placeOf?: PlanInput['placeOf']
}

/** Reads what an evaluation of the plan at `now` (epoch ms) takes. */
export async function readPlanInput(sources: PlanSources, now: number): Promise<PlanInput> {
  const { plan, root, targets, history, maintenance, placeOf } = sources
  const [states, runs, watched, proofs, answers, files] = await Promise.all([
    readCurrentStates(history, { now, maintenance }),
    history.lastRuns(),
    history.watched(),
    history.proofs(),
    history.goldenAnswers?.() ?? [],
    readPlanFiles(plan, root),
  ])
  return {
    plan,
    watched: watchedSurfaces(sources, watched),
    hosts: hostsOf(targets),
    ...defined({ placeOf }),
    readiness: {
      surfaces: Object.fromEntries(states.map((state) => [surfaceId(state), readingOf(state, runs, now)])),
      proofs,
      answers,
      files,
    },
  }
}

/** The surfaces of the built-in probes, as configured, and those of the user's probes on the same targets. */
function watchedSurfaces({ surfaces }: PlanSources, watched: readonly WatchedProbe[]): readonly string[] {
  const targets = new Set(surfaces.map((surface) => surface.split('/')[0]))
  const others = watched
    .filter(({ target, surface }) => targets.has(target) && !BUILT_IN_SURFACES.has(surface))
    .map(surfaceId)
  return [...new Set([...surfaces, ...others])]
}

/**
 * The provider's failures count once the judge declares them. One of ours (a revoked key, a used-up quota, a broken probe)
 * moves no state and counts at once.
 */
function readingOf(state: CurrentState, runs: readonly LastRun[], now: number): SurfaceReading {
  const failure = runs
    .filter((run) => surfaceId(run) === surfaceId(state))
    .map((run) => run.failure)
    .find((failure) => failure?.blame === 'ours' || failure?.blame === 'probe')
  const trouble = failure ? troubleText(failure) : state.state === 'unknown' ? state.reason : undefined
  const headroom = headroomOf(state.target, runs, now)
  return { state: state.state, ...defined({ trouble, headroom }), ...(failure ? { ours: true } : {}) }
}

/** A service names what is left of a limit in its answers; older ones do not describe the present. */
const HEADROOM_COUNTS_MS = HOUR

/** What the API of a target said last of our limits: the smallest share that is left, 0 to 1. Its surfaces share the account. */
function headroomOf(target: string, runs: readonly LastRun[], now: number): number | undefined {
  const shares = runs
    .filter((run) => run.target === target && now - run.startedAt <= HEADROOM_COUNTS_MS)
    .flatMap(({ steps }) => steps)
    .flatMap(({ measures }) => [measures.requests_left_pct, measures.tokens_left_pct])
    .filter((percent) => percent !== undefined)
  return shares.length > 0 ? Math.min(...shares) / 100 : undefined
}

function troubleText({ class: name, message }: Failure): string {
  return `${name}: ${message}`
}
