import type { Alert, AlertKind, Incident, Notice, TimelineEntry } from '../core/index.ts'
import { oneLine } from './plain-text.ts'
import type { Scene } from './scene.ts'

/** Timeline rows an alert carries at most, the newest. */
const MOST_ENTRIES = 30

interface Words {
  readonly kind: AlertKind
  readonly key: string
  readonly headline: string
  readonly lines: readonly string[]
  readonly incident?: Incident
  readonly timeline?: readonly TimelineEntry[]
  readonly notice?: Notice
}

/** Makes the alert out of its words: names the target, drops empty lines, adds the links. */
export function compose(words: Words, scene: Scene): Alert {
  const { incident, timeline, notice } = words
  return {
    key: words.key,
    kind: words.kind,
    target: scene.target.name,
    at: scene.now,
    headline: oneLine(`${prefixOf(scene.target.name)}${words.headline}`, 300),
    lines: words.lines.filter((line) => line !== '').map((line) => oneLine(line, 600)),
    surfaces: scene.surfaces,
    ...(incident ? { incident } : {}),
    ...(timeline && timeline.length > 0 ? { timeline: timeline.slice(-MOST_ENTRIES) } : {}),
    ...(notice ? { notice } : {}),
    links: linksOf(scene.links.dashboardUrl, incident !== undefined),
  }
}

/** The bundled sandbox is the demo's only target and needs no name before every headline. */
function prefixOf(target: string): string {
  return target === 'sandbox' ? '' : `${oneLine(target, 40)}: `
}

function linksOf(dashboardUrl: string | undefined, isIncident: boolean): Alert['links'] {
  if (dashboardUrl === undefined) return []
  const url = new URL(dashboardUrl)
  if (isIncident) url.hash = 'incidents'
  return [{ text: isIncident ? 'Evidence and timeline' : 'Dashboard', url: url.href }]
}

/** What the provider's page says, then what to do: the last lines of every alert on an incident. */
export function closingLines(scene: Scene): readonly string[] {
  const says = scene.statusPage === undefined ? [] : [`The provider's status page says: ${scene.statusPage}.`]
  return [...says, ...(scene.advice ?? [])]
}
