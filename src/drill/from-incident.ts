import { type FailureClass, type IncidentRecord, MINUTE, type StateSpan, type WitnessRecord } from '../core/index.ts'
import type { Scenario, ScenarioStretch } from '../sandbox/index.ts'

/** The fault of the sandbox that fails with a class of failure. */
const FAULT_OF: Partial<Readonly<Record<FailureClass, string>>> = {
  overloaded: '529',
  server_error: '500',
  timeout: 'hang',
  edge: 'html',
  slow: 'slow',
  dns: 'reset',
  connect: 'reset',
  tls: 'reset',
}
const DEFAULT_FAULT = '500'
/** Shares of failing requests with which a surface is judged as down, and as degraded. */
const DOWN_SHARE = 0.95
const DEGRADED_SHARE = 0.35

/** The stored records of an incident. */
interface StoredIncident {
  readonly incident: IncidentRecord
  /** The states of its surfaces while it lasted. */
  readonly spans: readonly StateSpan[]
  /** Its target's status page at the time; absent where it was not read. */
  readonly page?: WitnessRecord | undefined
}

/**
 * An incident of the team as a scenario: its judged states as faults of the same class, and the first post of the provider's
 * status page.
 * @param now epoch ms; the scenario of an open incident ends here
 */
export function scenarioOfIncident({ incident, spans, page }: StoredIncident, now: number): Scenario {
  const start = Math.floor(incident.impactAt / MINUTE) * MINUTE
  const end = incident.resolvedAt ?? now
  const minuteOf = (at: number) => Math.max(0, Math.floor((Math.min(at, end) - start) / MINUTE))
  const names = incident.surfaces.map(({ surface }) => surface)
  const surfaces = Object.fromEntries(
    names.map((name) => [
      name,
      stretchesOf(
        spans.filter((span) => span.surface === name),
        minuteOf,
      ),
    ]),
  )
  return {
    name: 'from-incident',
    title: `Your incident ${incident.name}`,
    what: incident.scope.slice(0, 200) || `${incident.target} failed`,
    start: new Date(start).toISOString().replace(':00.000Z', 'Z'),
    surfaces,
    page: postsOf(incident, page, minuteOf),
    sources: [],
  }
}

function stretchesOf(spans: readonly StateSpan[], minuteOf: (at: number) => number): ScenarioStretch[] {
  const byMinute = new Map<number, ScenarioStretch>()
  for (const { state, from, to, failure } of spans.toSorted((a, b) => a.from - b.from)) {
    if (state !== 'down' && state !== 'degraded') continue
    const fault = (failure && FAULT_OF[failure.class]) ?? DEFAULT_FAULT
    const probability = state === 'down' ? DOWN_SHARE : DEGRADED_SHARE
    const begin = minuteOf(from)
    // A span of less than a minute gets a whole minute, unless another state begins within it.
    for (const minute of byMinute.keys()) if (minute > begin) byMinute.delete(minute)
    byMinute.set(begin, { minute: begin, fault, probability })
    const end = Math.max(begin + 1, minuteOf(to))
    byMinute.set(end, { minute: end })
  }
  return [...byMinute.values()].toSorted((a, b) => a.minute - b.minute)
}

function postsOf(
  incident: IncidentRecord,
  page: WitnessRecord | undefined,
  minuteOf: (at: number) => number,
): Scenario['page'] {
  const first = page?.posts.map(({ at }) => at).filter((at) => at >= incident.impactAt) ?? []
  if (first.length === 0) return []
  return [
    {
      minute: minuteOf(Math.min(...first)),
      status: 'investigating',
      text: 'The provider posted an incident',
      components: { app: 'partial_outage' },
    },
  ]
}
