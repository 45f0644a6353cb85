import { type Incident, pageLeadText, peopleText } from '../../core/index.ts'
import type { Scene } from './scene.ts'

/** The last lines of an alert on an incident: what the provider's page and people say, our lead over the page, what to do. */
export function closingLines(scene: Scene, incident: Incident): readonly string[] {
  return [
    ...pageLines(scene, incident),
    ...(scene.people ?? []).map((report) => `${peopleText(report)}.`),
    ...(incident.resolvedAt === undefined ? (scene.advice ?? []) : []),
    commandLine(scene, incident),
  ]
}

/** What the provider's status page says now, and when it reported the incident. */
function pageLines({ statusPage, page }: Scene, incident: Incident): readonly string[] {
  const says = statusPage === undefined ? [] : [`The provider's status page says: ${statusPage}.`]
  return page ? [...says, pageLeadText(page.firstAt, incident)] : says
}

/** What to run where the alert has no link to the dashboard; empty where it has one. */
function commandLine({ links, isDrill }: Scene, { name, resolvedAt }: Incident): string {
  if (isDrill) return resolvedAt === undefined ? 'Acknowledge: doorwatch drill ack' : ''
  if (links.dashboardUrl !== undefined) return ''
  const why = `Evidence: doorwatch why ${name}`
  return resolvedAt === undefined ? `Acknowledge: doorwatch ack ${name} | ${why}` : why
}
