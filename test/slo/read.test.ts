import { describe, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  type Outcome,
  type RunRecord,
  type State,
  type SurfaceStatus,
  type Transition,
} from '../../src/core/index.ts'
import { readObjectives, readReliability } from '../../src/slo/index.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../support/history.ts'

/** Sunday 25 October 2026, 12:00 UTC: the day on which Central Europe sets its clocks back. */
const NOW = Date.UTC(2026, 9, 25, 12)
const OBJECTIVES = { availability: 0.99, windowDays: 30, surfaces: {} }
const LOGIN = { target: 'claude', surface: 'login' }
let nextId = 0

function run(at: number, outcome: Outcome = 'passed', more: Partial<RunRecord> = {}): RunRecord {
  nextId += 1
  return {
    ...{ ...LOGIN, id: nextId, probe: 'login', location: 'here', trigger: 'schedule' },
    ...{ scheduledAt: at, startedAt: at, durationMs: 500, outcome, steps: [] },
    ...more,
  }
}

function change(at: number, to: State, more: Partial<Transition> = {}): Transition {
  return { ...LOGIN, at, from: 'unknown', to, since: at, evidence: { reasons: [], runs: [], numbers: {} }, ...more }
}

/** A history whose only surface is login, unless transitions name others. */
function historyOf(runs: readonly RunRecord[], more: Partial<HistoryData> = {}) {
  const transitions = more.transitions ?? [change(NOW - 60 * DAY, 'operational')]
  return memoryHistory(() => ({ ...NO_HISTORY, runs, ...more, transitions }))
}

const every = (ms: number, from: number, to: number, make: (at: number) => RunRecord = (at) => run(at)) =>
  Array.from({ length: Math.ceil((to - from) / ms) }, (_, index) => make(from + index * ms))

async function budgetOf(runs: readonly RunRecord[], objectives: object = {}, more: Partial<HistoryData> = {}) {
  const question = { objectives: { ...OBJECTIVES, ...objectives }, now: NOW, surfaces: [LOGIN] }
  const [row] = await readObjectives(historyOf(runs, more), question)
  if (!row) throw new Error('no row')
  return row.budget
}

describe('the error budget that a history gives', () => {
  it('has no availability where nothing ran, and neither meets nor misses its objective', async () => {
    const budget = await budgetOf([])
    expect(budget).toMatchObject({ runs: 0, bad: 0, spent: 0, verdict: 'unclear' })
    expect([budget.availability, budget.measured]).toEqual([undefined, undefined])
  })

  it('counts scheduled runs only: no confirm, manual or drill run', async () => {
    const at = NOW - HOUR
    const others = (['confirm', 'manual', 'drill'] as const).map((trigger) => run(at, 'failed', { trigger }))
    expect(await budgetOf([run(at), ...others])).toMatchObject({ runs: 1, bad: 0, availability: 1 })
  })

  it('leaves out runs that could not measure the service', async () => {
    const runs = [run(NOW - 3 * HOUR), run(NOW - 2 * HOUR, 'error'), run(NOW - HOUR, 'skipped')]
    expect(await budgetOf(runs)).toMatchObject({ runs: 1, availability: 1 })
  })

  it('has no run at all where the whole window was maintenance', async () => {
    const runs = every(HOUR, NOW - 2 * DAY, NOW, (at) => run(at, 'failed'))
    const budget = await budgetOf(runs, {}, { transitions: [change(NOW - 60 * DAY, 'maintenance')] })
    expect(budget).toMatchObject({ runs: 0, bad: 0, verdict: 'unclear' })
  })

  it('counts the runs before and after maintenance, which ends with the run that is judged after it', async () => {
    const transitions = [
      change(NOW - 9 * HOUR, 'operational'),
      change(NOW - 4 * HOUR, 'maintenance'),
      change(NOW - 2 * HOUR, 'operational'),
    ]
    // Runs take 30 min: the one that starts at −4.25 h ends within, the one at −2.25 h after the maintenance.
    const starts = [5, 4.25, 3, 2.25, 1]
    const runs = starts.map((hours) => run(NOW - hours * HOUR, 'failed', { durationMs: 30 * MINUTE }))
    expect(await budgetOf(runs, {}, { transitions })).toMatchObject({ runs: 3, bad: 3 })
  })

  it('begins with the hour that holds the start of the window, and ends before now', async () => {
    const from = Math.floor((NOW - 30 * DAY) / (6 * HOUR)) * 6 * HOUR
    const edges = [from - 1, from, NOW - 1, NOW, NOW + HOUR]
    expect((await budgetOf(edges.map((at) => run(at)))).runs).toBe(2)
  })

  it('counts each run once where coarse and fine buckets meet, six hours ago', async () => {
    const runs = every(MINUTE, NOW - 8 * HOUR, NOW - 4 * HOUR)
    expect((await budgetOf(runs)).runs).toBe(240)
  })

  it('has 25 hours of runs on a day whose local clock is set back: windows are UTC', async () => {
    const dayInBerlin = Date.UTC(2026, 9, 24, 22)
    const runs = every(HOUR, dayInBerlin, dayInBerlin + 25 * HOUR)
    expect((await budgetOf(runs)).runs).toBe(14)
    const question = { objectives: OBJECTIVES, now: NOW + DAY, surfaces: [LOGIN] }
    expect((await readObjectives(historyOf(runs), question))[0]?.budget.runs).toBe(25)
  })

  it.each([1, 2, 7, 30, 90])('of %i days counts every run of them', async (windowDays) => {
    const runs = every(30 * MINUTE, NOW - windowDays * DAY, NOW)
    expect((await budgetOf(runs, { windowDays })).runs).toBe(windowDays * 48)
  })

  it('uses the objective of the surface id before that of the surface, and that before the default', async () => {
    const objectiveWith = async (surfaces: object) => (await budgetOf([], { surfaces })).objective
    expect(await objectiveWith({})).toBe(0.99)
    expect(await objectiveWith({ login: { availability: 0.95 } })).toBe(0.95)
    expect(await objectiveWith({ login: { availability: 0.95 }, 'claude/login': { availability: 0.9 } })).toBe(0.9)
    expect(await objectiveWith({ 'openai/login': { availability: 0.9 } })).toBe(0.99)
  })

  it('counts good runs over the latency objective as bad, but not failed ones twice and none in maintenance', async () => {
    const surfaces = { login: { latencyMs: 1_000 } }
    const slow = (at: number, outcome: Outcome) => run(at, outcome, { durationMs: 2_000 })
    const runs = [
      run(NOW - 5 * HOUR),
      slow(NOW - 4 * HOUR, 'passed'),
      slow(NOW - 3 * HOUR, 'failed'),
      slow(NOW - HOUR, 'slow'),
    ]
    const transitions = [change(NOW - DAY, 'operational'), change(NOW - 90 * MINUTE, 'maintenance')]
    expect(await budgetOf(runs, { surfaces }, { transitions })).toMatchObject({
      runs: 3,
      bad: 2,
      availability: expect.closeTo(2 / 3),
    })
  })

  it('takes a run that is exactly as long as allowed for good', async () => {
    const runs = [
      run(NOW - HOUR, 'passed', { durationMs: 1_000 }),
      run(NOW - 2 * HOUR, 'passed', { durationMs: 1_001 }),
    ]
    expect(await budgetOf(runs, { surfaces: { login: { latencyMs: 1_000 } } })).toMatchObject({ runs: 2, bad: 1 })
  })
})

describe('the surfaces that are read', () => {
  it('are those that are watched, without retired ones, where none are named', async () => {
    const surfaces: readonly SurfaceStatus[] = [
      { ...LOGIN, state: 'operational', since: 0 },
      { target: 'claude', surface: 'chat', state: 'unknown', since: 0, retiredAt: NOW - DAY },
    ]
    const history = { ...historyOf([]), surfaces: async () => surfaces }
    const rows = await readObjectives(history, { objectives: OBJECTIVES, now: NOW })
    expect(rows.map(({ surface }) => surface)).toEqual(['login'])
  })

  it('are none where nothing is watched', async () => {
    const history = { ...historyOf([]), surfaces: async () => [] }
    expect(await readObjectives(history, { objectives: OBJECTIVES, now: NOW })).toEqual([])
  })

  it('have burn rates of their own', async () => {
    const chat = { target: 'claude', surface: 'chat' }
    const runs = every(MINUTE, NOW - 2 * HOUR, NOW, (at) => run(at, 'failed'))
    const good = runs.map((one, index) => ({ ...one, ...chat, id: 10_000 + index, outcome: 'passed' as const }))
    const rows = await readObjectives(historyOf([...runs, ...good]), {
      objectives: OBJECTIVES,
      now: NOW,
      surfaces: [LOGIN, chat],
    })
    expect(rows.map(({ surface, burns }) => [surface, burns[0]?.burning, burns[0]?.longRate])).toEqual([
      ['login', true, expect.closeTo(100)],
      ['chat', false, 0],
    ])
  })
})

describe('the reliability that a history gives', () => {
  it('is that of the episodes within the window', async () => {
    const transitions = [
      change(NOW - 90 * DAY, 'down'),
      change(NOW - 89 * DAY, 'operational'),
      change(NOW - 10 * HOUR, 'down', { since: NOW - 10 * HOUR - 2 * MINUTE }),
      change(NOW - 9 * HOUR, 'operational'),
    ]
    const rows = await readReliability(historyOf([], { transitions }), { objectives: OBJECTIVES, now: NOW })
    expect(rows).toMatchObject([{ ...LOGIN, troubles: 1, mttdMs: 2 * MINUTE, troubleMs: HOUR + 2 * MINUTE }])
  })
})
