import { readStoredPlan, surfacesUsed, type TroubleSpan, targetOf, troubleSpans } from '../continuity/index.ts'
import { defined, type IncidentRecord, isBroken, type OutageHistory, type OutagePlan } from '../core/index.ts'
import type { OutageTrouble, PricedOutage } from './outage.ts'
import { readAhead } from './read-ahead.ts'
import { unavailableSpans } from './read-notices.ts'
import { withRuns } from './runs-of-spans.ts'
import { hasLimit, refOf, surfacesInvolved } from './surfaces.ts'

/**
 * The incidents as outages with a price. One without a stored plan is omitted.
 * @param now epoch ms: an open incident is priced until then
 */
export async function readOutages(
  history: OutageHistory,
  incidents: readonly IncidentRecord[],
  now: number,
): Promise<readonly PricedOutage[]> {
  if (incidents.length === 0) return []
  const names = incidents.map(({ name }) => name)
  const plans = new Map<string, OutagePlan | undefined>(names.map((name) => [name, undefined]))
  for (const plan of await history.outagePlans(names)) plans.set(plan.subject, plan)
  const priced = incidents.flatMap((incident) => {
    const stored = plans.get(incident.name)
    const plan = stored && readStoredPlan(stored.plan)
    return stored && plan ? [{ incident, plan, settled: settledIn(stored, incident.resolvedAt) }] : []
  })
  const toMeasure = priced.filter(({ settled }) => settled === undefined).map(({ incident }) => incident)
  const source = toMeasure.length > 1 ? readAhead(history, spanOf(toMeasure, now), plans) : history
  const outages: PricedOutage[] = []
  for (const { incident, plan, settled } of priced) {
    const { name, target, impactAt, openedAt, resolvedAt } = incident
    outages.push({
      ...{ subject: name, target, ours: false, plan, from: impactAt, alertedAt: openedAt },
      ...defined({ to: resolvedAt }),
      trouble: settled ?? (await measure(source, incident, plan, now)),
      ...defined({ settled: settled && (true as const) }),
    })
  }
  return outages
}

/** From the first impact to the last end; includes the change at that moment. */
function spanOf(incidents: readonly IncidentRecord[], now: number): { readonly from: number; readonly to: number } {
  const ends = incidents.map(({ impactAt, resolvedAt }) => resolvedAt ?? Math.max(now, impactAt))
  return { from: Math.min(...incidents.map(({ impactAt }) => impactAt)), to: Math.max(...ends) + 1 }
}

/** The trouble of an incident that is over, as text to store: see `OutagePlan.trouble`. */
export function settledTrouble({ trouble, to }: PricedOutage): string {
  return JSON.stringify({ until: to, ...trouble })
}

/** The stored trouble; undefined where the incident was opened again since it was stored. */
function settledIn({ trouble }: OutagePlan, resolvedAt: number | undefined): OutageTrouble | undefined {
  if (trouble === undefined || resolvedAt === undefined) return undefined
  const { until, ...settled } = JSON.parse(trouble) as OutageTrouble & { readonly until: number }
  return until === resolvedAt ? settled : undefined
}

async function measure(
  history: OutageHistory,
  incident: IncidentRecord,
  plan: PricedOutage['plan'],
  now: number,
): Promise<OutageTrouble> {
  const { target, impactAt, resolvedAt } = incident
  const range = { from: impactAt, to: resolvedAt ?? Math.max(now, impactAt) }
  const surfaces = surfacesInvolved(plan)
  const changes = await history.surfaceChanges({ ...range, to: range.to + 1, surfaces: surfaces.map(refOf) })
  const spans = await withRuns(history, troubleSpans(changes, surfaces, range), { withSpeed: hasLimit(plan) })
  const isOwn = ({ surface }: TroubleSpan) => targetOf(surface) === target
  const others = spans.filter((span) => !isOwn(span))
  const used = new Set(plan.workflows.flatMap(surfacesUsed))
  const mayOverlap = others.some(({ surface, state }) => used.has(surface) && isBroken(state))
  return {
    own: spans.filter(isOwn),
    earlier: mayOverlap ? await earlierSpans(history, incident, others, range) : [],
    others: [...others, ...(await unavailableSpans(history, plan, range))],
  }
}

/** The part of other trouble that is of priced incidents which began before this one. */
async function earlierSpans(
  history: OutageHistory,
  { name, impactAt }: IncidentRecord,
  others: readonly TroubleSpan[],
  range: { readonly from: number; readonly to: number },
): Promise<readonly TroubleSpan[]> {
  const incidents = (await history.incidents({ from: range.from, to: Math.max(range.to, range.from + 1) })).filter(
    (other) => other.impactAt < impactAt || (other.impactAt === impactAt && other.name < name),
  )
  const priced = new Set(
    (await history.outagePlans(incidents.map((incident) => incident.name))).map(({ subject }) => subject),
  )
  return incidents
    .filter((incident) => priced.has(incident.name))
    .flatMap((incident) =>
      others
        .filter(({ surface, state }) => targetOf(surface) === incident.target && isBroken(state))
        .map((span) => ({
          ...span,
          from: Math.max(span.from, incident.impactAt),
          to: Math.min(span.to, incident.resolvedAt ?? span.to),
        }))
        .filter((span) => span.to > span.from),
    )
}
