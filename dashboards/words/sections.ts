import type { TrendModel } from '../model/model.ts'
import {
  alertFinding,
  availabilityFinding,
  findingOf,
  healthFinding,
  incidentFinding,
  latencyFinding,
  objectiveFinding,
  statusFinding,
} from './findings.ts'

/** A section of the trend report: the id of its title, its name and its finding. */
interface Section {
  readonly id: string
  readonly name: string
  readonly finding: string
}

/** The sections that a trend report has, in their order. Together their findings summarise it. */
export function sectionsOf(trend: TrendModel): readonly Section[] {
  const { lanes, selection, months, period, objectives, incidents, costs, heat, latency, statuses, alerts, health } =
    trend
  const hidden = Math.max(0, (selection?.matching ?? 0) - lanes.length)
  const [change] = period?.changes ?? []
  const some = (section: Section, isThere: boolean): readonly Section[] => (isThere ? [section] : [])
  return [
    { id: 'lanes', name: 'Availability', finding: availabilityFinding(lanes, hidden) },
    ...some({ id: 'months', name: 'Months', finding: months?.finding ?? '' }, months !== undefined),
    ...(period && change !== undefined
      ? [{ id: 'period', name: `Against ${period.against}`, finding: change.replace(/\.$/, '') }]
      : []),
    ...some({ id: 'objectives', name: 'Objectives', finding: objectiveFinding(objectives) }, objectives.length > 0),
    { id: 'incidents', name: 'Incidents', finding: incidentFinding(incidents) },
    ...(costs ? [{ id: 'costs', name: 'Cost', finding: `${costs.text} in this time` }] : []),
    ...(heat ? [{ id: 'heat', name: 'Hours of the week', finding: heat.finding }] : []),
    { id: 'latency', name: 'Speed', finding: findingOf(latencyFinding(latency), selection) },
    { id: 'statuses', name: 'HTTP answers', finding: findingOf(statusFinding(statuses), selection) },
    { id: 'alerts', name: 'Alerts', finding: alertFinding(alerts) },
    { id: 'health', name: 'The monitor itself', finding: healthFinding(health) },
  ]
}
