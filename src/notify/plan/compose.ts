import {
  type Alert,
  type AlertKind,
  type AlertLink,
  type Artifact,
  defined,
  type Incident,
  type Notice,
  oneLine,
  STATE_RANK,
  surfaceWord,
  type TimelineEntry,
} from '../../core/index.ts'
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
  const { timeline, notice } = words
  const incident = words.incident && withoutTimeline(words.incident)
  const runbook = runbookOf(scene, words)
  return {
    key: words.key,
    kind: words.kind,
    target: scene.target.name,
    at: scene.now,
    ...defined({ timezone: scene.timezone }),
    headline: oneLine(`${prefixOf(scene.target)}${words.headline}`, 300),
    lines: words.lines.filter((line) => line !== '').map((line) => oneLine(line, 600)),
    surfaces: scene.surfaces,
    ...defined({
      incident,
      timeline: timeline && timeline.length > 0 ? timeline.slice(-MOST_ENTRIES) : undefined,
      ...{ notice, runbook },
    }),
    ...(incident ? impactOf(scene, words.kind) : {}),
    links: linksOf(scene, words, runbook),
  }
}

/** An alert carries the timeline bounded, as a field of its own. */
function withoutTimeline(incident: Incident & { readonly timeline?: unknown }): Incident {
  const { timeline: _, ...rest } = incident
  return rest
}

/** The bundled sandbox is the only target of the demo: its headlines do not repeat its name. */
function prefixOf({ name, bundled }: Scene['target']): string {
  return bundled ? '' : `${oneLine(name, 40)}: `
}

const EVIDENCE_WORD: Readonly<Record<Artifact['kind'], string>> = {
  screenshot: 'Screenshot',
  trace: 'Trace',
  console: 'What was printed',
}

/** The most telling first: a channel may show only some of them. */
function linksOf(
  { links: { dashboardUrl }, artifacts = [] }: Scene,
  words: Words,
  runbook?: AlertLink,
): Alert['links'] {
  const { incident, notice } = words
  const runbooks = runbook ? [runbook] : []
  if (dashboardUrl === undefined) return runbooks
  if (incident) {
    // A week, so that the link still shows it when it is read later.
    const url = new URL(`?since=7d#${encodeURIComponent(incident.name)}`, dashboardUrl).href
    return [
      { text: 'Evidence and timeline', url },
      ...runbooks,
      ...evidenceLinks(artifacts.filter(({ kind }) => kind === 'screenshot').slice(0, 1), dashboardUrl),
    ]
  }
  const [first, ...others] = evidenceLinks(notice?.open ? (notice.artifacts ?? []) : [], dashboardUrl)
  return [...(first ? [first] : []), { text: 'Dashboard', url: new URL(dashboardUrl).href }, ...others]
}

function evidenceLinks(artifacts: readonly Artifact[], dashboardUrl: string): readonly AlertLink[] {
  return artifacts.map(({ kind, path }) => ({
    text: EVIDENCE_WORD[kind],
    url: new URL(`artifacts/${path.split('/').map(encodeURIComponent).join('/')}`, dashboardUrl).href,
  }))
}

/** The instructions for the worst surface of an open incident that has some. */
function runbookOf({ target, runbooks = {} }: Scene, { incident, kind }: Words): AlertLink | undefined {
  if (!incident || kind === 'resolved') return undefined
  const broken = incident.surfaces.filter(({ recoveredAt }) => recoveredAt === undefined)
  const worst = broken.toSorted((a, b) => STATE_RANK[b.state] - STATE_RANK[a.state])
  for (const { surface } of worst) {
    const url = runbooks[`${target.name}/${surface}`] ?? runbooks[surface]
    if (url !== undefined) return { text: `Runbook: ${surfaceWord(surface)}`, url }
  }
  return undefined
}

/** Once it is over there is nothing left to do but what comes afterwards. */
function impactOf({ outage }: Scene, kind: AlertKind): Pick<Alert, 'impact' | 'actions'> {
  if (!outage) return {}
  return { impact: { affected: outage.affected }, ...(kind === 'resolved' ? {} : { actions: outage.actions }) }
}
