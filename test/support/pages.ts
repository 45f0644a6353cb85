import { MINUTE } from '../../src/core/index.ts'
import {
  buildReport,
  type ProbeSchedule,
  type RangeName,
  type ReportModel,
  rangeOf,
  renderReport,
} from '../../src/report/index.ts'
import { manySurfaces, manyTargets } from './crowd.ts'
import { type HistoryData, memoryHistory } from './history.ts'
import { allDown, calmDay, empty, firstMinutes, hostile, NOW, oneYear, outageNow } from './scenarios.ts'
import { PROBES } from './world.ts'

export const PLANS: readonly ProbeSchedule[] = PROBES.map(({ surface, probe }, index) => ({
  ...{ target: 'sandbox', surface, probe, everyMs: MINUTE },
  nextAt: NOW + 7_000 + index * 11_000,
}))

/** The second probe of the API's door in the outage. */
const METHODS: ProbeSchedule = { target: 'sandbox', surface: 'api', probe: 'api-methods', everyMs: 3 * MINUTE }

/** Every scenario with the range it is meant to be looked at in. */
export const SCENARIOS: Readonly<
  Record<string, { data: () => HistoryData; range: RangeName; plans?: readonly ProbeSchedule[] }>
> = {
  empty: { data: empty, range: '24h', plans: PLANS },
  first: { data: firstMinutes, range: '1h', plans: PLANS },
  calm: { data: calmDay, range: '24h', plans: PLANS },
  outage: { data: outageNow, range: '24h', plans: [...PLANS, METHODS] },
  windows: { data: windows, range: '24h', plans: PLANS },
  alldown: { data: allDown, range: '24h', plans: PLANS },
  year: { data: oneYear, range: '1y' },
  hostile: { data: hostile, range: '24h' },
  targets: { data: () => manyTargets(1_000), range: '1h' },
  models: { data: () => manySurfaces(300), range: '1h' },
}

/** The outage while its surfaces are under maintenance or muted. */
function windows(): HistoryData {
  const until = { from: NOW - 10 * MINUTE, to: NOW + 50 * MINUTE }
  return {
    ...outageNow(),
    quiet: [
      { id: 1, kind: 'maintenance', surface: 'login', reason: 'moving the database', ...until },
      { id: 2, kind: 'mute', surface: 'chat', reason: 'known', ...until },
    ],
  }
}

/** Builds the model of a scenario, not from the cache. */
export async function buildModelOf(name: string, timezone = 'UTC'): Promise<ReportModel> {
  const scenario = SCENARIOS[name]
  if (!scenario) throw new Error(`no scenario ${name}`)
  const data = dataOf(name, scenario.data)
  return buildReport(
    memoryHistory(() => data),
    {
      range: rangeOf(scenario.range, NOW),
      now: NOW,
      objectives: { availability: 0.99, windowDays: 30, surfaces: {} },
      timezone,
      location: 'office',
      monitor: { version: '0.1.0' },
      ...(scenario.plans ? { plans: scenario.plans } : {}),
    },
  )
}

/** Played through once: a scenario is the same every time. */
const played = new Map<string, HistoryData>()
function dataOf(name: string, play: () => HistoryData): HistoryData {
  const data = played.get(name) ?? play()
  played.set(name, data)
  return data
}

/** The model of a scenario; built once. */
export const modelOf = once((name: string, timezone?: string) => buildModelOf(name, timezone))

/** The page of a scenario; rendered once. */
export const pageOf = once(async (name: string, live?: boolean) => {
  const since = SCENARIOS[name]?.range ?? '24h'
  return renderReport(await modelOf(name), { live: live ?? false, since, artifacts: 'artifacts/' })
})

/** The same result for the same arguments. */
function once<Arguments extends readonly unknown[], Result>(
  make: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  const results = new Map<string, Result>()
  return (...args) => {
    const key = JSON.stringify(args)
    const result = results.get(key) ?? make(...args)
    results.set(key, result)
    return result
  }
}
