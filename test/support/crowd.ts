import { DAY, type IncidentRecord, MINUTE, type RunRecord, type State, type Transition } from '../../src/core/index.ts'
import type { HistoryData } from './history.ts'
import { failureOf, NOW } from './scenarios.ts'

const EVERY = 5 * MINUTE
const RUNS = 6
const TROUBLE_FOR = 20 * MINUTE
const HTTP_500 = failureOf('server_error', 'HTTP 500', { step: 'list the models', httpStatus: 500 })
/** Of a hundred surfaces, the places of those in trouble. */
const BAD: Readonly<Record<number, State>> = { 7: 'down', 31: 'degraded', 64: 'unknown' }

interface Member {
  readonly target: string
  readonly surface: string
  readonly state: State
}

/** Many targets with one door each; of every hundred, one is down, one degraded and one unknown. */
export function manyTargets(count: number): HistoryData {
  return crowd(
    Array.from({ length: count }, (_, index) => ({
      target: `service-${String(index).padStart(4, '0')}`,
      surface: 'api',
      state: BAD[index % 100] ?? 'operational',
    })),
  )
}

/** One target with many doors, in the same states. */
export function manySurfaces(count: number): HistoryData {
  return crowd(
    Array.from({ length: count }, (_, index) => ({
      target: 'gateway',
      surface: `model-${String(index).padStart(3, '0')}`,
      state: BAD[index % 100] ?? 'operational',
    })),
  )
}

/** Every door of them is down. */
export function allOf(data: HistoryData, state: State): HistoryData {
  const members = (data.watched ?? []).map(({ target, surface }) => ({ target, surface, state }))
  return crowd(members)
}

function crowd(members: readonly Member[]): HistoryData {
  const slots = Array.from({ length: RUNS }, (_, index) => NOW - (RUNS - index) * EVERY)
  return {
    runs: slots.flatMap((slot, row) =>
      members.map((member, index) => runOf(member, slot, row * members.length + index + 1)),
    ),
    transitions: members.flatMap(transitionsOf).toSorted((a, b) => a.at - b.at),
    incidents: incidentsOf(members),
    notices: [],
    alerts: [],
    databaseBytes: 4096,
    watched: members.map(({ target, surface }) => ({ target, surface, probe: surface, everyMs: EVERY })),
  }
}

function runOf({ target, surface, state }: Member, slot: number, id: number): RunRecord {
  const failed = state === 'down' && slot >= NOW - TROUBLE_FOR
  const outcome = failed ? 'failed' : state === 'unknown' ? 'error' : 'passed'
  const durationMs = 40 + ((id * 7919) % 83)
  return {
    ...{ id, target, surface, probe: surface, location: 'office', trigger: 'schedule', outcome, durationMs },
    ...{ scheduledAt: slot, startedAt: slot + 5 },
    steps: [
      {
        name: 'list the models',
        outcome,
        startedAt: slot + 6,
        durationMs,
        statuses: failed ? { '500': 1 } : { '200': 1 },
        measures: {},
        ...(failed ? { failure: HTTP_500 } : {}),
      },
    ],
    ...(failed ? { failure: HTTP_500 } : {}),
  }
}

function transitionsOf({ target, surface, state }: Member): Transition[] {
  const began = {
    target,
    surface,
    at: NOW - 2 * DAY,
    since: NOW - 2 * DAY,
    from: 'unknown',
    to: 'operational',
  } as const
  const first: Transition = {
    ...began,
    measured: 'operational',
    evidence: { reasons: ['the first runs passed'] } as never,
  }
  if (state === 'operational' || state === 'maintenance') return [first]
  const at = NOW - TROUBLE_FOR
  return [
    first,
    {
      ...{ target, surface, at, since: at, from: 'operational', to: state, measured: state },
      ...(state === 'unknown' ? {} : { failure: HTTP_500 }),
      evidence: { reasons: ['3 of 3 runs failed'] } as never,
    },
  ]
}

function incidentsOf(members: readonly Member[]): IncidentRecord[] {
  const bad = members.filter(({ state }) => state === 'down' || state === 'degraded')
  return [...new Set(bad.map(({ target }) => target))].map((target, index) => {
    const at = NOW - TROUBLE_FOR
    return {
      ...{ name: `${target}-2026-11-23`, target, impactAt: at, openedAt: at + 12_000 + index, scope: 'provider' },
      surfaces: bad
        .filter((one) => one.target === target)
        .map(({ surface, state }) => ({ surface, state, worst: state, since: at, failure: HTTP_500 })),
      timeline: [{ at: at + 12_000, kind: 'opened', text: 'declared' }],
    } as IncidentRecord
  })
}
