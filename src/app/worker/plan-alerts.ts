import type { TroubledSurface } from '../../continuity/index.ts'
import {
  type Alert,
  DRILL_PREFIX,
  defined,
  type IncidentRecord,
  isBroken,
  type JudgedChanges,
  type Log,
  type Notice,
  type OutageAdvice,
  PAGE_BEFORE_MS,
  type PageOnIncident,
  PEOPLE_WINDOW_MS,
  type PeopleWitness,
  pageOnIncident,
  peopleWitnesses,
  type RunResult,
  type SurfaceStatus,
  type Target,
} from '../../core/index.ts'
import { type Policy, sharedTrouble, TOGETHER_MS } from '../../judge/index.ts'
import { drillAlert, planAlerts, type Routing, saveRouted, silencedAt } from '../../notify/index.ts'
import type { StoreTx } from '../../store/index.ts'
import { afterwardsOf } from '../continuity/afterwards.ts'
import { withCosts } from '../continuity/alert-costs.ts'
import { troubledAfter } from '../continuity/trouble.ts'

export interface AlertDeps {
  /** The judge's policy of a target. */
  readonly policyFor: (target: string) => Policy
  readonly targets: readonly Target[]
  readonly log: Pick<Log, 'warn'>
  readonly routing: Routing
  readonly dashboardUrl: string | undefined
  /** The zone of times in alerts (IANA). */
  readonly timezone: string
  /** Addresses of instructions by surface or surface id. */
  readonly runbooks: Readonly<Record<string, string>>
  /** What trouble means for the workflows of the plan; undefined where none is affected. Default: there is no plan. */
  readonly advise?: (trouble: readonly TroubledSurface[]) => OutageAdvice | undefined
  /** One line on what the provider's status page shows; undefined where none is read. */
  readonly statusPage: (target: string) => string | undefined
  /** Whether every alert is marked as one of a drill. Default: no. */
  readonly isDrill?: boolean
}

/** Plans the alerts of a verdict and stores them with their deliveries. Reads the same amount for any number of targets. */
export async function planAndSave(
  deps: AlertDeps,
  tx: StoreTx,
  target: string,
  { verdict, artifacts }: { readonly verdict: JudgedChanges; readonly artifacts?: RunResult['artifacts'] },
  now: number,
): Promise<readonly Alert[]> {
  if (!verdict.incident && verdict.notices.length === 0) return []
  const url = deps.dashboardUrl
  const statusPage = deps.statusPage(target)
  const name = verdict.incident?.incident.name
  const incident = name === undefined ? undefined : await tx.incidentNamed(name)
  const surfaces = (await tx.surfaces(target)).filter(({ retiredAt }) => retiredAt === undefined)
  const sharedCause = await sharedCauseOf(deps, tx, surfaces, now)
  const silenced = silencedAt(
    deps.policyFor(target).quiet,
    { target, surfaces: surfaces.map(({ surface }) => surface) },
    now,
  )
  const outage = deps.advise?.(troubledAfter(target, surfaces, verdict))
  const configured = deps.targets.find(({ name }) => name === target)
  const alerts = planAlerts({
    target: { name: target, title: configured?.title ?? target, ...defined({ bundled: configured?.bundled }) },
    verdict: { ...verdict, notices: await announceable(deps, tx, verdict.notices) },
    ...{ surfaces, silenced },
    ...(incident ? { incident, announced: await isAlerted(deps, tx, `${incident.name}:`) } : {}),
    now,
    timezone: deps.timezone,
    runbooks: deps.runbooks,
    links: defined({ dashboardUrl: url }),
    ...defined({ statusPage, artifacts, outage, isDrill: deps.isDrill }),
    ...defined({
      page: incident && (await pageOf(tx, incident, now)),
      acknowledgement: incident && (await tx.lastAcknowledgement(incident.name)),
      people: incident && (await peopleNow(tx, target, now)),
    }),
    ...(sharedCause ? { advice: [`Several targets broke together: ${sharedCause}.`] } : {}),
  })
  if (outage && verdict.incident) await tx.saveAfterwards(afterwardsOf(outage, verdict.incident.incident))
  const priced = await withCosts(tx, alerts, incident, { now, log: deps.log })
  const marked = deps.isDrill ? priced.map(drillAlert) : priced
  const { removed } = await saveRouted(tx, marked, { routing: deps.routing, silenced, now })
  if (removed.length > 0)
    deps.log.warn('an end is not sent to channels that are no longer configured', {
      target,
      channels: removed.join(', '),
    })
  return marked
}

/** Whether an alert was planned whose key begins with `prefix`. */
async function isAlerted({ isDrill }: Pick<AlertDeps, 'isDrill'>, tx: StoreTx, prefix: `${string}:`): Promise<boolean> {
  return (await tx.lastAlertAt(isDrill ? `${DRILL_PREFIX}${prefix}` : prefix)) !== undefined
}

/** The notices to alert. The end of one is alerted only if its opening was: a mute may have covered it. */
async function announceable(
  deps: Pick<AlertDeps, 'isDrill'>,
  tx: StoreTx,
  notices: readonly Notice[],
): Promise<readonly Notice[]> {
  const result: Notice[] = []
  for (const notice of notices) {
    if (notice.open || (await isAlerted(deps, tx, `${notice.key}:notice:`))) result.push(notice)
  }
  return result
}

/** The surfaces of a target that several people report at `now` (epoch ms). */
function peopleNow(tx: Pick<StoreTx, 'reports'>, target: string, now: number): Promise<readonly PeopleWitness[]> {
  const range = { from: now - PEOPLE_WINDOW_MS, to: now + 1, target }
  return tx.reports(range).then((reports) => peopleWitnesses(reports, now))
}

/** What the status page of the incident's target reported of it; undefined where it was not read. */
export async function pageOf(
  store: Pick<StoreTx, 'witness'>,
  incident: IncidentRecord,
  now: number,
): Promise<PageOnIncident | undefined> {
  const range = { target: incident.target, from: incident.impactAt - PAGE_BEFORE_MS, to: now + 1 }
  const [record] = await store.witness(range)
  return pageOnIncident(incident, record)
}

/** Broken targets read to find a shared cause. */
const MAX_SHARED = 20

/** The cause that this target shares with others that broke at the same time, as text. */
async function sharedCauseOf(
  deps: AlertDeps,
  tx: StoreTx,
  surfaces: readonly SurfaceStatus[],
  now: number,
): Promise<string | undefined> {
  if (deps.targets.length < 2) return undefined
  const broken = surfaces.filter(({ state }) => isBroken(state))
  const at = Math.min(now, ...broken.map(({ since }) => since))
  const around = await tx.brokenTargets({ from: at - TOGETHER_MS, to: at + TOGETHER_MS, limit: MAX_SHARED })
  return sharedTrouble(around, around.length === MAX_SHARED)
}
