import type { Config } from '../../config/index.ts'
import {
  defined,
  PEOPLE_WINDOW_MS,
  type PeopleWitness,
  peopleWitnesses,
  type QuietWindow,
  type SurfaceStatus,
  type Target,
  witnessesOf,
} from '../../core/index.ts'
import { type Scene, silencedAt } from '../../notify/index.ts'
import type { Store } from '../../store/index.ts'
import { troubledNow } from '../continuity/trouble.ts'
import type { AlertDeps } from '../worker/plan-alerts.ts'

/** What the alerts that are planned in one round have in common. */
export interface SceneContext {
  /** By target. */
  readonly surfaces: ReadonlyMap<string, readonly SurfaceStatus[]>
  /** Titles of targets, by name. */
  readonly titles: ReadonlyMap<string, string>
  /** Windows that held since the oldest open incident or notice, over or not. */
  readonly windows: readonly QuietWindow[]
  /** The surfaces that several people report now. */
  readonly people: readonly PeopleWitness[]
}

/** What the description of a target needs besides its state. */
export interface SceneDeps {
  readonly dashboardUrl: string | undefined
  readonly advise?: AlertDeps['advise']
  /** One line on what the provider's status page shows; undefined where none is read. */
  readonly statusPage: AlertDeps['statusPage']
  readonly now: number
  readonly config: Pick<Config, 'timezone' | 'runbooks'>
  /** Whether the alerts are those of a drill. Default: no. */
  readonly isDrill?: boolean
}

/** Reads the surfaces and the windows since a time (epoch ms). */
export async function readSceneContext(
  {
    store,
    config,
    targets,
    now,
  }: {
    readonly store: Pick<Store, 'surfaces' | 'quietWindows' | 'reports'>
    readonly config: Pick<Config, 'maintenance'>
    readonly targets: readonly Target[]
    /** Epoch ms. */
    readonly now: number
  },
  since: number,
): Promise<SceneContext> {
  const reports = await store.reports({ from: now - PEOPLE_WINDOW_MS, to: now + 1 })
  return {
    surfaces: byTarget((await store.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)),
    titles: new Map(targets.map(({ name, title }) => [name, title])),
    windows: [...config.maintenance, ...(await store.quietWindows(since))],
    people: peopleWitnesses(reports, now),
  }
}

/** The state of a target now, as alerts describe it. */
export function sceneOf(
  { dashboardUrl, advise, now, config, statusPage, isDrill }: SceneDeps,
  target: string,
  { surfaces, titles, windows, people }: SceneContext,
): Scene {
  const ofTarget = surfaces.get(target) ?? []
  return {
    target: { name: target, title: titles.get(target) ?? target },
    surfaces: ofTarget,
    silenced: silencedAt(windows, { target, surfaces: ofTarget.map(({ surface }) => surface) }, now),
    now,
    timezone: config.timezone,
    runbooks: config.runbooks,
    links: dashboardUrl === undefined ? {} : { dashboardUrl },
    people: witnessesOf(people, target),
    ...defined({ isDrill, statusPage: statusPage(target), outage: advise?.(troubledNow(target, ofTarget)) }),
  }
}

function byTarget(surfaces: readonly SurfaceStatus[]): ReadonlyMap<string, readonly SurfaceStatus[]> {
  const grouped = new Map<string, SurfaceStatus[]>()
  for (const surface of surfaces) {
    const group = grouped.get(surface.target)
    if (group) group.push(surface)
    else grouped.set(surface.target, [surface])
  }
  return grouped
}
