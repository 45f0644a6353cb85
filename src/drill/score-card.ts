import type { Amounts } from '../continuity/index.ts'
import { type DrillStatus, type DrillSummary, defined, isOpening } from '../core/index.ts'
import { type Component, componentOf, tenths, withPlaces } from './component.ts'
import { type Detection, detectionsOf, leadOverPage } from './detection.ts'
import { type Finding, findingsOf } from './findings.ts'
import { impactOf, type WorkShares } from './impact.ts'
import type { DrilledPlan } from './plan.ts'
import { isHitPlayed, playedParts } from './played-parts.ts'
import type { DrillRecord, PlayedAlert, PlayedPost, SteadyState } from './record.ts'
import { type Recovery, recoveriesOf } from './recovery.ts'
import { detectComponent, returnComponent, tellComponent, uselessAlerts } from './score-alerts.ts'
import { switchComponent, workComponent } from './score-work.ts'

/**
 * The score card of a drill: `drill.json`. `status`, `deviated`, `start`, `end`, `duration` and `steady_states` are as in
 * Chaos Toolkit's journal; times of the drill's clock are ISO 8601 UTC.
 */
export interface ScoreCard {
  readonly id: string
  readonly status: DrillStatus
  /** Whether the steady state was not met again after the faults. */
  readonly deviated: boolean
  /** By the machine's clock, ISO 8601 UTC. */
  readonly start: string
  readonly end: string
  /** Seconds by the machine's clock. */
  readonly duration: number
  readonly steady_states: { readonly before: SteadyState | null; readonly after: SteadyState | null }
  readonly stopped?: string
  readonly scenario: DrillRecord['scenario']
  readonly seed: number
  readonly played: { readonly from: string; readonly to: string }
  readonly runs: number
  readonly unplayed: readonly string[]
  readonly plan: { readonly file: string; readonly example: boolean }
  readonly score: number
  readonly possible: number
  readonly components: readonly Component[]
  readonly detections: readonly Detection[]
  /** From the first fault to its detection; to the first delivery of its alert; to the acknowledgement; ms. */
  readonly detectedAfterMs: number | null
  readonly deliveredAfterMs: number | null
  readonly acknowledgedAfterMs: number | null
  /** From the first detection to the first post of the scenario's status page, ms; negative: the page was first. */
  readonly leadMs: number | null
  readonly recoveries: readonly Recovery[]
  /** Shares of the work hours in the time of the scenario; null where it has none, or the outage was not over. */
  readonly shares: WorkShares | null
  readonly costs: readonly Amounts[]
  readonly alerts: readonly PlayedAlert[]
  readonly falseAlerts: number
  readonly repeatedAlerts: number
  readonly posts: readonly PlayedPost[]
  readonly changes: DrillRecord['changes']
  readonly findings: readonly Finding[]
  /** Whether a finding has no owner: the drill then stays open. */
  readonly open: boolean
}

/** The score of a drill. Pure: the same record and plan give the same card. */
export function scoreCardOf(record: DrillRecord, plan: DrilledPlan): ScoreCard {
  const detections = detectionsOf(record, plan.cadences)
  const first = detections.find(({ kind, found }) => kind === 'trouble' && found)
  const alertedAt = first && first.changedAt + (first.afterMs ?? 0)
  const impact = impactOf(record, plan, alertedAt)
  const isOver = playedParts(record).end
  const recoveries = recoveriesOf(plan, impact, detections).filter(({ workflow }) =>
    impact.workflows.some((entry) => entry.workflow === workflow && isHitPlayed(record, entry)),
  )
  const hit = new Set(recoveries.map(({ workflow }) => workflow))
  const { placeOf = () => undefined } = plan
  const components = [
    detectComponent(detections, plan),
    tellComponent(record, plan),
    switchComponent(plan, recoveries, record.alerts),
    isOver ? workComponent(plan, impact) : componentOf('Work', []),
    returnComponent(record, detections, plan, hit),
  ].map((component) => withPlaces(component, placeOf))
  const { falseAlerts, repeated } = uselessAlerts(record)
  const findings = findingsOf(components, record.endedAt)
  return {
    ...journalOf(record),
    plan: { file: plan.file, example: plan.isExample },
    score: tenths(components.reduce((sum, { score }) => sum + score, 0)),
    possible: tenths(components.reduce((sum, { possible }) => sum + possible, 0)),
    ...{ components, detections, recoveries },
    detectedAfterMs: first ? (first.afterMs ?? 0) - (first.deliveredMs ?? 0) : null,
    ...firstAlert(record, first),
    leadMs: leadOverPage(record, detections) ?? null,
    shares: (isOver && impact.shares) || null,
    costs: isOver ? impact.costs : [],
    ...{ alerts: record.alerts, falseAlerts, repeatedAlerts: repeated, posts: record.posts, changes: record.changes },
    ...{ findings, open: findings.some(({ owner }) => owner === undefined) },
  }
}

function journalOf(record: DrillRecord) {
  const { id, status, stopped, scenario, seed, begunAt, endedAt, steady, playedFrom, playedTo, runs, unplayed } = record
  const iso = (at: number) => new Date(at).toISOString()
  return {
    ...{ id, status, deviated: steady.after !== undefined && !steady.after.met },
    ...{ start: iso(begunAt), end: iso(endedAt), duration: tenths((endedAt - begunAt) / 1_000) },
    steady_states: { before: steady.before ?? null, after: steady.after ?? null },
    ...defined({ stopped }),
    ...{ scenario, seed, runs, unplayed },
    played: { from: iso(playedFrom), to: iso(playedTo) },
  }
}

function firstAlert({ alerts }: DrillRecord, first: Detection | undefined) {
  const opening = alerts.find((alert) => isOpening(alert))
  const acknowledged = opening?.deliveries.flatMap(({ acknowledgedAfterMs }) => acknowledgedAfterMs ?? []) ?? []
  const delivered = first?.deliveredMs === undefined ? null : (first.afterMs ?? 0)
  return {
    deliveredAfterMs: delivered,
    acknowledgedAfterMs: acknowledged.length > 0 ? Math.min(...acknowledged) : null,
  }
}

/** The stored summary of a drill. */
export function summaryOf(card: ScoreCard): DrillSummary {
  const { id, seed, status, deviated, score, possible, open } = card
  const times = { begunAt: Date.parse(card.start), at: Date.parse(card.end) }
  return {
    id,
    scenario: card.scenario.name,
    seed,
    ...times,
    status,
    deviated,
    score,
    possible,
    open,
    example: card.plan.example,
  }
}
