import { pricedPlanOf, writeStoredPlan } from '../../../src/continuity/index.ts'
import {
  type AlertRecord,
  DAY,
  type IncidentRecord,
  MINUTE,
  type PlannedAlert,
  SECOND,
  type WitnessChange,
} from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { leaseEach } from '../lease.ts'
import { alertsOf, incidentsOf, transitionsOf } from '../verdicts.ts'
import type { Trouble, World } from '../world.ts'
import { TEAM_PLAN, teamProofs } from './team-plan.ts'

/** The status page speaks up this long after the first failed run, and only about what lasts longer. */
const PAGE_AFTER_MS = 17 * MINUTE
const PAGE_GREEN_AFTER_MS = 9 * MINUTE

/** Writes what the judge, the outbox, the status page, drills and people left over the time of a story. */
export async function insertRecords(store: Store, story: World): Promise<void> {
  const { target, now } = story
  const incidents = incidentsOf(story)
  await store.transaction(async (tx) => {
    await tx.applyChanges(target, undefined, { transitions: transitionsOf(story), notices: [] })
    for (const incident of incidents.toReversed()) {
      const plan = pricedPlanOf({ plan: TEAM_PLAN, hosts: {}, readiness: readinessAt(incident) }, incident.openedAt)
      await tx.applyChanges(target, undefined, {
        ...{ transitions: [], notices: [], plans: [{ subject: incident.name, plan: writeStoredPlan(plan) }] },
        incident: { incident, entries: incident.timeline },
      })
    }
  })
  for (const alert of incidents.flatMap((incident) => alertsOf(story, incident).map((one) => ({ ...one, incident }))))
    await sendAlert(store, alert)
  await store.saveWitness(target, {
    ...{ askedAt: now, memory: { voice: 'heard', voiceSince: story.from, components: [], incidents: [] } },
    changes: pageChanges(story),
  })
  await handleIncidents(store, incidents)
  await rehearse(store, now)
}

function readinessAt({ openedAt }: IncidentRecord) {
  return { surfaces: { 'openai/cli': { state: 'operational' as const } }, proofs: teamProofs(openedAt), files: {} }
}

async function sendAlert(store: Store, { deliveries: _, ...alert }: AlertRecord): Promise<void> {
  const planned: PlannedAlert = { alert, channels: ['slack'] }
  await store.transaction((tx) => tx.saveAlerts([planned], alert.at))
  for (const { id } of await store.outbox.lease(alert.at, leaseEach(MINUTE))) {
    await store.outbox.sent(id, alert.at + SECOND, { rung: 'visible', serviceId: `${alert.at / SECOND}.000100` })
  }
}

/** A page that is late about every long outage, and silent about slowness. */
function pageChanges({ from, now, troubles }: World): readonly WitnessChange[] {
  const component = (surface: string, status: 'operational' | 'partial_outage') => ({
    ...{ id: surface, name: surface, status, surfaces: [surface] },
  })
  const surfaces = [...new Set(troubles.map(({ surface }) => surface))]
  const reported = troubles.filter(({ from, to, state }) => state === 'down' && (to ?? now) - from > PAGE_AFTER_MS)
  return [
    { kind: 'voice', at: from, voice: 'heard' },
    ...surfaces.map(
      (surface): WitnessChange => ({ kind: 'claim', at: from, component: component(surface, 'operational') }),
    ),
    ...reported.flatMap(({ surface, from, to }): WitnessChange[] => {
      const at = from + PAGE_AFTER_MS
      const broken: WitnessChange = { kind: 'claim', at, component: component(surface, 'partial_outage') }
      const post = postOf(surface, at, from)
      if (to === undefined) return [broken, post('investigating', at)]
      const end = to + PAGE_GREEN_AFTER_MS
      const over: WitnessChange = { kind: 'claim', at: end, component: component(surface, 'operational') }
      return [broken, over, post('investigating', at), post('resolved', end)]
    }),
  ]
}

function postOf(surface: string, firstAt: number, key: Trouble['from']) {
  return (status: 'investigating' | 'resolved', at: number): WitnessChange => ({
    ...{ kind: 'post', at, seenAt: at + 30 * SECOND, incident: `page-${key}`, post: `${firstAt}-${status}`, status },
    ...{ name: `Elevated errors on ${surface}`, surfaces: [surface] },
    text: status === 'resolved' ? 'This incident has been resolved.' : 'We are investigating this issue.',
  })
}

/** Somebody owns and comments on every incident; the newest is acknowledged. */
async function handleIncidents(store: Store, incidents: readonly IncidentRecord[]): Promise<void> {
  for (const { name, openedAt } of incidents) {
    await store.noteIncident(name, { kind: 'owner', at: openedAt + 4 * MINUTE, by: 'Ines', text: 'Ines' })
    await store.noteIncident(name, { kind: 'note', at: openedAt + 9 * MINUTE, by: 'Ines', text: 'Reported upstream.' })
  }
  const open = incidents.find(({ resolvedAt }) => resolvedAt === undefined)
  if (!open) return
  const acknowledgement = { at: open.openedAt + 3 * MINUTE, by: 'Ines', via: 'link' as const }
  await store.transaction((tx) => tx.acknowledge(open.name, acknowledgement))
}

async function rehearse(store: Store, now: number): Promise<void> {
  for (const proof of teamProofs(now)) await store.saveProof(proof)
  for (const [index, score] of [9, 11.5, 14].entries()) {
    const at = now - (75 - index * 30) * DAY
    await store.saveDrill({
      ...{ id: `drill-${index + 1}`, scenario: 'front-doors-first', seed: 7, begunAt: at - 40 * MINUTE, at },
      ...{ status: 'completed', deviated: false, score, possible: 16, open: index < 2, example: false },
    })
  }
}
