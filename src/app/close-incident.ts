import { type Config, isBundled } from '../config/index.ts'
import { type Clock, defined, type IncidentRecord, type Log } from '../core/index.ts'
import { closeIncident } from '../judge/index.ts'
import { planAlerts, routingOf, saveRouted } from '../notify/index.ts'
import type { Store } from '../store/index.ts'
import { afterwardsOf } from './continuity/afterwards.ts'
import { withCosts } from './continuity/alert-costs.ts'
import { createPlanSource } from './continuity/plan-source.ts'
import { troubledAfter } from './continuity/trouble.ts'
import { notOpenError } from './not-open.ts'
import type { AlertDeps } from './worker/plan-alerts.ts'
import { loadMemory, withNotices } from './worker/stored-memory.ts'

/**
 * Closes an open incident by hand, in one transaction, so that a running worker sees all of it or nothing. Alerts the
 * channels that got its opening, with what it cost, and opens what is to do afterwards, as a recovery does.
 * @throws MonitorError `unknown_name` where no incident has this name, `usage` where it is not open
 */
export async function closeByHand(
  store: Store,
  config: Pick<Config, 'channels' | 'routes' | 'sandbox' | 'targets' | 'timezone'>,
  request: {
    readonly name: string
    readonly why: string
    readonly now: number
    readonly log: Pick<Log, 'warn'>
    /** As in AlertDeps. */
    readonly advise?: AlertDeps['advise']
  },
): Promise<IncidentRecord> {
  const { name, why, now, log, advise } = request
  const incidents = await store.incidents({ from: now, to: Number.MAX_SAFE_INTEGER })
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === undefined).map((incident) => incident.name)
  return store.transaction(async (tx) => {
    const incident = await tx.incidentNamed(name)
    if (!incident || incident.resolvedAt !== undefined) {
      throw notOpenError(name, incident, { open, timezone: config.timezone })
    }
    const { timeline: _, ...withoutTimeline } = incident
    const { target } = incident
    const { memory: before, notices } = await loadMemory(tx, target, { log, now })
    const { memory, changes } = closeIncident(before, withoutTimeline, why, now)
    await tx.saveJudgeMemory(target, before, memory)
    const verdict = withNotices(notices, changes)
    await tx.applyChanges(target, undefined, verdict)
    const closed = (await tx.incidentNamed(name)) ?? incident
    const surfaces = (await tx.surfaces(target)).filter(({ retiredAt }) => retiredAt === undefined)
    const outage = advise?.(troubledAfter(target, surfaces, verdict))
    if (outage) await tx.saveAfterwards(afterwardsOf(outage, closed))
    const alerts = planAlerts({
      target: {
        name: target,
        title: config.targets.find(({ name }) => name === target)?.title ?? target,
        bundled: isBundled(config, target),
      },
      ...{ verdict, now, links: {}, timezone: config.timezone, incident: closed, surfaces },
      announced: (await tx.lastAlertAt(`${name}:`)) !== undefined,
      ...defined({ outage, acknowledgement: await tx.lastAcknowledgement(name) }),
    })
    const priced = await withCosts(tx, alerts, closed, { now, log })
    const { removed } = await saveRouted(tx, priced, { routing: routingOf(config), now })
    if (removed.length > 0)
      log.warn('its end is not sent to channels that are no longer configured', { channels: removed.join(', ') })
    return closed
  })
}

/** The same, with what the plan of the configuration says of the outage. */
export async function closeWithPlan(
  store: Store,
  config: Config,
  clock: Clock,
  request: { readonly name: string; readonly why: string; readonly log: Pick<Log, 'warn'> },
): Promise<IncidentRecord> {
  const plan = createPlanSource({ config, store, clock })
  await plan.begin()
  return closeByHand(store, config, { ...request, now: clock.now(), advise: plan.advise })
}
