import {
  defined,
  type Failure,
  MINUTE,
  type Notice,
  type Outcome,
  type RunRecord,
  SECOND,
  type StepResult,
  type WitnessRecord,
} from '../../src/core/index.ts'
import type { HistoryData } from './history.ts'
import { requestsOf } from './requests.ts'
import { alertsOf, incidentsOf, transitionsOf } from './verdicts.ts'

/** A probe of the invented service: its steps with their usual time in ms. */
export interface WorldProbe {
  readonly surface: string
  readonly probe: string
  readonly steps: Readonly<Record<string, number>>
  /** Usual values of measures, by step. */
  readonly measures?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly browser?: string
}

/** A stretch of trouble of one surface. */
export interface Trouble {
  readonly surface: string
  readonly from: number
  /** Absent: still going on. */
  readonly to?: number
  readonly state: 'down' | 'degraded'
  readonly failure: Failure
  /** Share of the runs that fail; 1 where not given. `slow`: no run fails, all are this many times slower. */
  readonly share?: number
  readonly slowBy?: number
}

export interface World {
  readonly target: string
  readonly from: number
  readonly now: number
  readonly everyMs: number
  readonly probes: readonly WorldProbe[]
  readonly troubles: readonly Trouble[]
  readonly notices?: readonly Notice[]
  readonly witness?: readonly WitnessRecord[]
  readonly alerts?: 'slack' | 'nowhere' | 'dead'
  /** Browser runs from this time on have requests, as a database has them for a day. */
  readonly requestsFrom?: number
}

export const PROBES: readonly WorldProbe[] = [
  {
    surface: 'api',
    probe: 'api',
    steps: { 'stream a message': 640 },
    measures: { 'stream a message': { ttft_ms: 310, ms_per_token: 18, longest_gap_ms: 44, tokens: 18 } },
  },
  {
    surface: 'chat',
    probe: 'chat',
    steps: { 'open the app': 210, 'send a prompt': 60, 'read the reply': 980 },
    measures: { 'read the reply': { ttft_ms: 420, ms_per_token: 24, longest_gap_ms: 70, tokens: 22 } },
    browser: 'chromium-headless-shell 156',
  },
  { surface: 'cli', probe: 'cli', steps: { version: 180, 'ask a question': 1450 } },
  {
    surface: 'console',
    probe: 'console',
    steps: { 'open the console': 240, 'open the keys page': 160 },
    browser: 'chromium-headless-shell 156',
  },
  {
    surface: 'login',
    probe: 'login',
    steps: { 'open the sign-in page': 190, 'submit credentials': 320, 'sign out': 140 },
    browser: 'chromium-headless-shell 156',
  },
]

/** Plays a world through: runs, transitions, incidents and alerts as the product would have stored them. Deterministic. */
export function play(world: World): HistoryData {
  const runs: RunRecord[] = []
  let id = 1
  for (let slot = world.from; slot < world.now; slot += world.everyMs) {
    for (const [index, probe] of world.probes.entries()) {
      const at = slot + Math.round((world.everyMs * index) / world.probes.length)
      if (at >= world.now - 2 * SECOND) continue
      const run = runAt(world, probe, at, id)
      runs.push(run)
      id += 1
      if (run.outcome !== 'failed' || at + 15 * SECOND > world.now) continue
      runs.push({ ...confirm(run), id })
      id += 1
    }
  }
  const incidents = incidentsOf(world)
  return {
    runs,
    transitions: transitionsOf(world),
    incidents,
    notices: world.notices ?? [],
    witness: world.witness ?? [],
    alerts: incidents.flatMap((incident) => alertsOf(world, incident)),
    databaseBytes: 4096 * (200 + Math.round(runs.length / 8)),
  }
}

/** A number in [0, 1) that depends on nothing but its arguments. */
function chance(...parts: readonly (string | number)[]): number {
  let hash = 2166136261
  const text = parts.join('|')
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16777619)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 2246822507)
  hash ^= hash >>> 13
  return (hash >>> 0) / 4294967296
}

/** Mostly near 1, sometimes up to about 2.5: the shape of real response times. */
function spread(...parts: readonly (string | number)[]): number {
  const luck = chance(...parts)
  return 0.86 + 0.28 * chance('near', ...parts) + (luck > 0.94 ? (luck - 0.94) * 22 : 0)
}

function runAt(world: World, probe: WorldProbe, at: number, id: number): RunRecord {
  const trouble = world.troubles.find(
    (one) => one.surface === probe.surface && at >= one.from && at < (one.to ?? world.now),
  )
  const hit = trouble !== undefined && chance('hit', probe.probe, at) < (trouble.share ?? 1)
  const failure = hit && trouble.slowBy === undefined ? trouble.failure : undefined
  const factor = (hit ? (trouble.slowBy ?? 1) : 1) * daily(at)
  const hasRequests = probe.browser !== undefined && at >= (world.requestsFrom ?? Number.POSITIVE_INFINITY)
  const steps = stepsOf(probe, at, factor, failure).map((step) => {
    return hasRequests ? { ...step, requests: requestsOf(step) } : step
  })
  const outcome: Outcome = failure ? 'failed' : hit ? 'slow' : 'passed'
  return {
    id,
    target: world.target,
    surface: probe.surface,
    probe: probe.probe,
    location: 'office',
    trigger: 'schedule',
    scheduledAt: at,
    startedAt: at + Math.round(4 + 30 * chance('lag', probe.probe, at)),
    durationMs: Math.round(steps.reduce((sum, step) => sum + step.durationMs, 12)),
    outcome,
    steps,
    ...defined({ failure }),
    ...(probe.browser ? { browser: probe.browser } : {}),
  }
}

/** Slower in the afternoon than at night, by a fifth. */
function daily(at: number): number {
  return 1 + 0.2 * Math.sin(((at / (24 * 60 * MINUTE)) % 1) * 2 * Math.PI - 2)
}

function stepsOf(probe: WorldProbe, at: number, factor: number, failure: Failure | undefined): StepResult[] {
  const names = Object.keys(probe.steps)
  const failing = failure ? Math.max(0, names.indexOf(failure.step ?? '')) : names.length
  let startedAt = at + 6
  return names.slice(0, failing + 1).map((name, index) => {
    const slowness = factor * spread(probe.probe, name, at)
    const failed = index === failing && failure !== undefined
    const durationMs = Math.round((probe.steps[name] ?? 0) * slowness * 10) / 10
    const measures = Object.entries(failed ? {} : (probe.measures?.[name] ?? {})).map(([key, usual]) => [
      key,
      key === 'tokens' ? usual : Math.round(usual * slowness * 10) / 10,
    ])
    const step: StepResult = {
      name,
      outcome: failed ? 'failed' : 'passed',
      startedAt,
      durationMs,
      statuses: failed ? { [String(failure.httpStatus ?? 200)]: 1 } : statusesOf(probe, index),
      measures: Object.fromEntries(measures),
      ...(failed ? { failure } : {}),
    }
    startedAt += durationMs
    return step
  })
}

function statusesOf(probe: WorldProbe, index: number): Record<string, number> {
  if (probe.surface === 'cli') return {}
  if (probe.browser === undefined) return { '200': 1 }
  return index === 0 ? { '200': 3 } : { '200': 1, '302': 1 }
}

function confirm(run: RunRecord): RunRecord {
  const at = run.startedAt + 10 * SECOND
  const folder = `runs/${run.probe}-${at}`
  return {
    ...run,
    trigger: 'confirm',
    scheduledAt: at,
    startedAt: at + 3,
    ...(run.browser
      ? {
          artifacts: [
            { kind: 'screenshot', path: `${folder}/screenshot.png`, bytes: 48_211 },
            { kind: 'trace', path: `${folder}/trace.zip`, bytes: 612_004 },
            { kind: 'console', path: `${folder}/console.txt`, bytes: 312 },
          ] as const,
        }
      : {}),
  }
}
