import { moneyText } from '../../continuity/index.ts'
import { defined, type IncidentRecord, plural } from '../../core/index.ts'
import { costWords, type OutageCost, priceOutage, readOutages, unknownWords } from '../../costs/index.ts'
import { table } from '../terminal/table.ts'
import { incidentJson } from './incidents.ts'
import type { Reader } from './reader.ts'

/** An incident with what it costs; no cost where it has no plan of its time. */
export interface Priced {
  readonly incident: IncidentRecord
  readonly cost?: OutageCost
}

/** The costs of incidents up to `now` (epoch ms). */
export async function priceAll(
  store: Reader,
  incidents: readonly IncidentRecord[],
  now: number,
): Promise<readonly Priced[]> {
  const costs = (await readOutages(store, incidents, now)).map((outage) => priceOutage(outage))
  return incidents.map((incident) => ({
    incident,
    ...defined({ cost: costs.find(({ subject }) => subject === incident.name) }),
  }))
}

/** An incident as `incident --json` prints it. */
export function pricedJson({ incident, cost }: Priced) {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    ...incidentJson(incident, cost),
    resolvedAt: incident.resolvedAt === undefined ? null : iso(incident.resolvedAt),
    timeline: incident.timeline.map((entry) => ({ ...entry, at: iso(entry.at) })),
  }
}

/** What an incident costs, by workflow and surface. */
export function costLines(cost: OutageCost | undefined): readonly string[] {
  if (!cost) return ['Cost: not known, because no workflow was configured when it opened (doorwatch help plan).']
  const unknown = unknownWords(cost)
  const rows = cost.workflows.map((line) => [
    `  ${line.workflow}`,
    plural(Number(line.lostHours.toFixed(1)), 'person-hour'),
    moneyText(line.cost, line.currency),
    `without a plan ${moneyText(line.withoutPlan, line.currency)}`,
    line.promised > 0 ? `promised ${moneyText(line.promised, line.currency)}` : '',
    line.surfaces.map(({ surface, cost: part, currency }) => `${surface} ${moneyText(part, currency)}`).join(', '),
  ])
  return [
    `Cost: ${costWords(cost)}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(unknown === undefined ? [] : [`${unknown}.`]),
  ]
}
