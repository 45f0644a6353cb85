import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCsv } from '../../../src/backtest/files/csv.ts'
import { outagesOf } from '../../../src/backtest/hindsight.ts'
import { doorwatchPlayer } from '../../../src/backtest/replay.ts'
import { rulePlayer } from '../../../src/backtest/rule-player.ts'
import { PAGING_RULES } from '../../../src/backtest/rules/index.ts'
import { type Score, scoreOf } from '../../../src/backtest/score.ts'
import { surveyRuns } from '../../../src/backtest/survey.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { createPolicy } from '../../../src/judge/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { readScenarios } from '../../../src/sandbox/scenarios/read.ts'
import { replay } from '../../backtest/kit.ts'
import { incidentOf, type RealIncident } from './incident.ts'
import { type Contender, openings } from './measure.ts'
import { randomFrom } from './random.ts'
import { simulate } from './simulate.ts'
import { createWorld, type Door, type Fault } from './world.ts'

interface Trace {
  readonly name: string
  readonly source: string
  readonly what: string
  readonly from: string
  readonly minutes: number
  readonly everyMinutes: number
  /** Minutes since `from`, minutes long, HTTP status. */
  readonly episodes: readonly (readonly [at: number, minutes: number, http: number])[]
}

export const INCIDENTS = readScenarios().flatMap((scenario) => incidentOf(scenario) ?? [])
export const TRACES = JSON.parse(
  readFileSync(join(PACKAGE_ROOT, 'test/bench/detection/fixtures/traces.json'), 'utf8'),
) as readonly Trace[]

export interface Found {
  readonly incident: RealIncident
  /** Incidents, and openings and reopenings of them, in the mean. */
  readonly incidents: number
  readonly openings: number
  /** From the first impact, ms. */
  readonly delayMs: number
  /** How long before the provider's own first post, ms; negative: after it. */
  readonly leadMs?: number
}

/** Plays a real incident after two weeks of ordinary service and until ten hours after it, some times over. */
export function playIncident(contender: Contender, incident: RealIncident, trials: number): Found {
  const impact = Date.parse(incident.impact)
  const runs = Array.from({ length: trials }, (_none, trial) => {
    const doors = Object.keys(incident.surfaces).map((surface): Door => ({ surface, location: 'local' }))
    const background = { name: 'ordinary', blips: 0.001, again: 0 }
    const world = createWorld(background, randomFrom(400 + trial), faultOf(incident))
    const detector = contender.fresh(doors, createPolicy())
    const from = impact - 14 * DAY + trial * 7_919
    const played = simulate({ doors, world, detector, from, to: Date.parse(incident.end) + 10 * HOUR })
    const alerts = played.announcements.filter((one) => one.at >= impact - 10 * MINUTE)
    const first = openings(alerts)[0]
    const incidents = openings(alerts).filter((one) => !one.again).length
    return { first: first ? first.at - impact : Number.POSITIVE_INFINITY, openings: openings(alerts).length, incidents }
  })
  const delays = runs.map((run) => run.first).sort((a, b) => a - b)
  const delayMs = delays[Math.floor(delays.length / 2)] ?? Number.POSITIVE_INFINITY
  return {
    incident,
    incidents: mean(runs.map((run) => run.incidents)),
    openings: mean(runs.map((run) => run.openings)),
    delayMs,
    ...(incident.firstPost === undefined ? {} : { leadMs: Date.parse(incident.firstPost) - impact - delayMs }),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function faultOf(incident: RealIncident): Fault {
  const plans = new Map(
    Object.entries(incident.surfaces).map(([surface, spans]) => [
      surface,
      spans.map(([from, share, toShare]) => ({ from: Date.parse(from), share, toShare: toShare ?? share })),
    ]),
  )
  return (at, door) => {
    const spans = plans.get(door.surface) ?? []
    const index = spans.findLastIndex((span) => span.from <= at)
    const span = spans[index]
    if (!span || span.share === 0) return undefined
    const next = spans[index + 1]
    const through = next ? (at - span.from) / (next.from - span.from) : 0
    return { fail: span.share + (span.toShare - span.share) * through }
  }
}

interface TraceScore {
  readonly trace: Trace
  readonly outages: number
  readonly scores: readonly Score[]
}

/** Plays a real series of checks to every rule; what was an outage is decided with hindsight. */
export function playTrace(trace: Trace): TraceScore {
  const policy = createPolicy()
  const csv = csvOf(trace)
  const runs = [...readCsv(csv, { target: trace.name, surface: 'site', onProblem: refuse })]
  const survey = surveyRuns(runs)
  const hindsight = outagesOf()
  for (const run of runs) hindsight.apply(run)
  const outages = hindsight.end()
  const players = [doorwatchPlayer(survey, () => policy), ...PAGING_RULES.map((rule) => rulePlayer(survey, rule))]
  return { trace, outages: outages.length, scores: replay(runs, players, policy).map((one) => scoreOf(one, outages)) }
}

function refuse(line: number, problem: string): never {
  throw new Error(`trace line ${line}: ${problem}`)
}

/** Checks on a regular grid; an episode shorter than the interval still had its one failed check. */
function csvOf(trace: Trace): string {
  const from = Date.parse(trace.from)
  const lines = ['t_utc_iso,status,http,ms']
  let next = 0
  for (let minute = 0; minute <= trace.minutes; minute += trace.everyMinutes) {
    while (trace.episodes[next] && minute >= endOf(trace, next)) next += 1
    const episode = trace.episodes[next]
    const hit = episode !== undefined && minute >= episode[0]
    lines.push(`${new Date(from + minute * MINUTE).toISOString()},${hit ? 'down' : 'up'},${hit ? episode[2] : 200},300`)
  }
  return lines.join('\n')
}

function endOf({ episodes, everyMinutes }: Trace, index: number): number {
  const episode = episodes[index]
  return episode ? episode[0] + Math.max(episode[1], everyMinutes) : Number.POSITIVE_INFINITY
}
