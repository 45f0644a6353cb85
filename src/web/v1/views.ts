import type * as z from 'zod'
import type { CurrentState, Failure, IncidentRecord, RunRecord, StepResult } from '../../core/index.ts'
import { defined, ownerOf, runPath } from '../../core/index.ts'
import type { SurfaceObjective } from '../../slo/index.ts'
import type { incident, objective, run, runDetail, surface } from './schemas.ts'

const iso = (at: number) => new Date(at).toISOString()

export function surfaceJson(state: CurrentState): z.output<typeof surface> {
  const { target, surface, measured, basis, since, reason, failure, maintenance, mute } = state
  return {
    ...{ target, surface, state: state.state, measured, basis, since: iso(since) },
    ...defined({ reason, failure: failure && failureJson(failure) }),
    ...defined({ maintenanceUntil: maintenance && iso(maintenance.until), muteUntil: mute && iso(mute.until) }),
  }
}

export function incidentJson(record: IncidentRecord): z.output<typeof incident> {
  const { name, target, scope, impactAt, openedAt, resolvedAt, closed, acknowledgement, surfaces } = record
  return {
    ...{ name, target, scope, impactAt: iso(impactAt), openedAt: iso(openedAt) },
    resolvedAt: resolvedAt === undefined ? null : iso(resolvedAt),
    ...{ closed: closed ?? null, owner: ownerOf(record) ?? null, acknowledgedBy: acknowledgement?.by ?? null },
    surfaces: surfaces.map(({ surface, state, worst, since, recoveredAt, failure }) => ({
      ...{ surface, state, worst, since: iso(since), recoveredAt: recoveredAt === undefined ? null : iso(recoveredAt) },
      ...defined({ failure: failure && failureJson(failure) }),
    })),
  }
}

export function runJson(record: RunRecord): z.output<typeof run> {
  const { id, target, surface, probe, location, trigger, scheduledAt, startedAt, durationMs, outcome } = record
  return {
    ...{ id, target, surface, probe, location, trigger },
    ...{ scheduledAt: iso(scheduledAt), startedAt: iso(startedAt), durationMs, outcome },
    steps: record.steps.map(stepJson),
    ...defined({ failure: record.failure && failureJson(record.failure) }),
  }
}

/** A run with its requests and the path of its page. */
export function runDetailJson(record: RunRecord): z.output<typeof runDetail> {
  return {
    ...runJson(record),
    page: runPath(record),
    ...defined({ requestsDamaged: record.requestsDamaged }),
    steps: record.steps.map((step) => ({
      ...stepJson(step),
      ...defined({
        requests: step.requests?.map((request) => ({ ...request, startedAt: iso(step.startedAt + request.offsetMs) })),
        requestsLeftOut: step.requestsLeftOut,
      }),
    })),
  }
}

function stepJson({ name, outcome, startedAt, durationMs, statuses, measures, failure }: StepResult) {
  return {
    ...{ name, outcome, startedAt: iso(startedAt), durationMs, statuses, measures },
    ...defined({ failure: failure && failureJson(failure) }),
  }
}

export function objectiveJson(source: SurfaceObjective): z.output<typeof objective> {
  const { target, surface, windowDays, budget, time, dayRate, timeLeftMs, incidents } = source
  const { measured, runs, bad, allowed, left, verdict } = budget
  return {
    ...{ target, surface, windowDays, objective: budget.objective, measured: measured ?? null },
    ...{ runs, bad, allowed, left, ...time, verdict },
    ...{ dayRate: Number.isFinite(dayRate) ? dayRate : null, timeLeftMs: timeLeftMs ?? null },
    incidents: incidents.map(({ incident: { name }, bad: runsOfIncident }) => ({ name, bad: runsOfIncident })),
  }
}

function failureJson({ class: kind, blame, message, step, httpStatus }: Failure) {
  return { class: kind, blame, message, ...defined({ step, httpStatus }) }
}
