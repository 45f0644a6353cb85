import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PAGING_RULES } from '../../../src/backtest/rules/index.ts'
import { MINUTE, SECOND } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { aimsOf } from './aims.ts'
import { cellOf, missedOf } from './cells.ts'
import { costOf } from './cost.ts'
import { FIVE_DOORS, KINDS, TOGETHER } from './kinds.ts'
import {
  CONTENDERS,
  type Contender,
  type Detection,
  detection,
  falseAlarms,
  falseAlarmsOfShift,
  falseAlarmsTogether,
  ours,
  ruleContender,
} from './measure.ts'
import { draw, type Point } from './picture.ts'
import { INCIDENTS, playIncident, playTrace, TRACES } from './real.ts'
import { rate, span, table } from './table.ts'
import { BACKGROUNDS, type Background, LINE } from './world.ts'

const full = process.argv.includes('--full')
const REPLICAS = full ? 40 : 8
const RIVAL_REPLICAS = full ? 20 : 3
const TRIALS = full ? 600 : 200
const SHOWN_DAYS = [1, 7, 30, 365, 1_825]
/** More than one false alert a month is no promise: the picture shows the settings that people use. */
const DRAWN_FROM_DAYS = 30
const DRAWN_KINDS = ['hard outage', '35 % errors', '10 % errors', '5 times slower']

const CORRELATED = BACKGROUNDS[3] as Background
const print = (text: string) =>
  process.stdout.write(`${text}
`)

print(`Detection benchmark, one-minute probes, ${REPLICAS} x 90 days per history, ${TRIALS} trials per kind\n`)
const alarms = new Map(CONTENDERS.map((contender) => [contender.name, alarmsOf(contender)]))
print('False alerts per surface in 90 days of ordinary service')
print(
  table(
    ['rule', ...BACKGROUNDS.map((one) => one.name), 'shift of the rate', 'extra runs'],
    [...alarms].map(([name, { each, shift, extra }]) => [
      name,
      ...each.map(rate),
      rate(shift),
      extra > 0 ? `${(100 * extra).toFixed(1)} %` : '-',
    ]),
  ),
)

const detections = new Map(CONTENDERS.map((contender) => [contender.name, detectionsOf(contender, CORRELATED)]))
const better = betterRules()
print(`\nRules with fewer false alerts that find something sooner: ${better.join(', ') || 'none'}`)
for (const group of [KINDS.slice(0, 5), KINDS.slice(5, 10), KINDS.slice(10)]) {
  print(`\nTime to detect, median / p95, and share missed (ordinary history: ${CORRELATED.name})`)
  print(
    table(
      ['rule', ...group.map((kind) => kind.name)],
      [...detections].map(([name, list]) => [
        name,
        ...group.map((kind) => cellOf(list[KINDS.indexOf(kind)], kind.outage)),
      ]),
    ),
  )
}

const elsewhere = BACKGROUNDS.map((background) => detectionsOf(CONTENDERS[0] as Contender, background, 7))
print('\nOur own rule over other ordinary histories, median / p95')
print(
  table(
    ['history', ...KINDS.slice(0, 7).map((kind) => kind.name)],
    BACKGROUNDS.map(({ name }, index) => [name, ...(elsewhere[index] ?? []).map((one) => cellOf(one, true))]),
  ),
)

print(
  '\nOur own rule at other intervals, and from files that hold no confirm runs: false alerts in 90 days, then time to detect, median / p95',
)
const INTERVALS = [
  ['10 s', 10 * SECOND, 1, true],
  ['5 min', 5 * MINUTE, REPLICAS, true],
  ['1 min, no confirm runs', MINUTE, REPLICAS, false],
] as const
print(
  table(
    ['every', ...BACKGROUNDS.slice(2).map((one) => one.name), ...KINDS.slice(0, 4).map((kind) => kind.name)],
    INTERVALS.map(([name, everyMs, replicas, confirms]) => {
      const contender = ours(name, 90, everyMs, confirms)
      const alarms = BACKGROUNDS.slice(2).map((one) => rate(falseAlarms(contender, one, replicas, everyMs).per90Days))
      const start = contender.warm(KINDS[0]?.doors ?? [], CORRELATED)
      const times = KINDS.slice(0, 4).map((kind) => detection(start, kind, CORRELATED, TRIALS / 2, everyMs))
      return [name, ...alarms, ...times.map((one) => cellOf(one, true))]
    }),
  ),
)

const INCIDENT_TRIALS = full ? 15 : 3
const ownIncidents = INCIDENTS.map((incident) => playIncident(ours('doorwatch', 90), incident, INCIDENT_TRIALS))
print('\nNine real incidents: openings (incidents) and lead over the provider’s first post, median')
const RIVALS = ['gatus', 'openstatus', 'burn-rate', 'llmstatus', 'uptime-kuma']
const rivals = PAGING_RULES.filter(({ name }) => RIVALS.includes(name)).map(ruleContender)
print(
  table(
    ['incident', 'page is late by', 'doorwatch', ...rivals.map((rival) => rival.name)],
    INCIDENTS.map((incident, index) => {
      const late =
        incident.firstPost === undefined ? '-' : span(Date.parse(incident.firstPost) - Date.parse(incident.impact))
      const played = [ownIncidents[index], ...rivals.map((rival) => playIncident(rival, incident, INCIDENT_TRIALS))]
      const cells = played.map((one) => {
        if (!one) return '-'
        const lead = one.leadMs === undefined ? `found in ${span(one.delayMs)}` : span(one.leadMs)
        return `${one.openings.toFixed(1)} (${one.incidents.toFixed(1)})  ${lead}`
      })
      return [incident.id, late, ...cells]
    }),
  ),
)

print('\nReal series of checks: alerts, of which outside any outage seen with hindsight / outages missed')
const traces = TRACES.map(playTrace)
print(
  table(
    ['rule', ...traces.map(({ trace }) => trace.name)],
    (traces[0]?.scores ?? []).map(({ rule }) => [
      rule,
      ...traces.map(({ scores }) => {
        const score = scores.find((one) => one.rule === rule)
        return score ? `${score.alerts}, ${score.falseAlerts} / ${score.missed}` : '-'
      }),
    ]),
  ),
)
for (const { trace, outages } of traces)
  print(
    `  ${trace.name}: ${trace.what}; every ${trace.everyMinutes} min; ${outages} outages with hindsight; ${trace.source}`,
  )

const TOGETHER_RULE = ours('1 min, no confirm runs', 90, MINUTE, false)
const together = detection(TOGETHER_RULE.warm(TOGETHER.doors, CORRELATED), TOGETHER, CORRELATED, TRIALS)
print(`\n${TOGETHER.name}, no confirm runs, median / p95: ${cellOf(together, true)}`)
const LINE_REPLICAS = full ? 20 : 4
const lineAlarms = {
  'blips of the line over five surfaces': falseAlarmsTogether(TOGETHER_RULE, FIVE_DOORS, LINE, LINE_REPLICAS, true),
  'the same, all runs in one millisecond': falseAlarmsTogether(TOGETHER_RULE, FIVE_DOORS, LINE, LINE_REPLICAS, false),
}

const curve = [...SHOWN_DAYS, 90]
  .sort((a, b) => a - b)
  .map((days) => {
    const contender = ours(`at most one in ${days} days`, days)
    const replicas = days < 30 ? 2 : REPLICAS
    return { contender, days, alarms: falseAlarms(contender, CORRELATED, replicas).per90Days }
  })
print(
  `\nThe one setting, on the history that is hardest on us (${CORRELATED.name}): false alerts allowed and seen in 90 days`,
)
print(
  table(
    ['falseAlarmDays', 'allowed', 'seen'],
    curve.map(({ days, alarms }) => [`${days}`, rate(90 / days), rate(alarms)]),
  ),
)

const aims = aimsOf({
  alarms: Object.fromEntries(BACKGROUNDS.map(({ name }, index) => [name, alarms.get('doorwatch')?.each[index] ?? 0])),
  detections: new Map(KINDS.flatMap((kind, index) => pairOf(kind.name, detections.get('doorwatch')?.[index]))),
  missed: [...new Set([detections.get('doorwatch') ?? [], ...elsewhere].flatMap(missedOf))],
  better,
  together,
  lineAlarms,
  incidents: ownIncidents,
  cost: costOf(1_000_000),
})
print('\nAims')
print(
  table(
    ['aim', 'measured', 'met'],
    aims.map(({ aim, measured, met }) => [aim, measured, met ? 'yes' : 'NO']),
  ),
)
if (aims.some(({ met }) => !met)) process.exitCode = 1

const folder = process.argv.includes('--save') ? ['test', 'bench', 'detection'] : ['dist', 'bench']
const file = join(PACKAGE_ROOT, ...folder, 'detection.svg')
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, pictureOf())
print(`\nPicture: ${file}`)

/** Every rule that has fewer false alerts, on its worst ordinary history or on the one played here, and finds a kind sooner than ours. */
function betterRules(): readonly string[] {
  const each = (name: string) => alarms.get(name)?.each ?? []
  const quieter = (name: string) =>
    Math.max(...each(name)) < Math.max(...each('doorwatch')) && (each(name)[3] ?? 0) < (each('doorwatch')[3] ?? 0)
  const ours = detections.get('doorwatch') ?? []
  return [...detections].flatMap(([name, list]) =>
    KINDS.filter((kind, index) => {
      const [our, other] = [ours[index], list[index]]
      return kind.outage && our && other && quieter(name) && other.medianMs < our.medianMs
    }).map((kind) => `${name} at "${kind.name}"`),
  )
}

function alarmsOf(contender: Contender) {
  const replicas = contender.name === 'doorwatch' ? REPLICAS : RIVAL_REPLICAS
  const all = BACKGROUNDS.map((background) => falseAlarms(contender, background, replicas))
  const shift = falseAlarmsOfShift(contender, replicas).per90Days
  return { each: all.map((one) => one.per90Days), shift, extra: Math.max(...all.map((one) => one.extra)) }
}

function detectionsOf(contender: Contender, background: Background, kinds = KINDS.length): readonly Detection[] {
  const warm = new Map<unknown, ReturnType<Contender['warm']>>()
  return KINDS.slice(0, kinds).map((kind) => {
    const start = warm.get(kind.doors) ?? contender.warm(kind.doors, background)
    warm.set(kind.doors, start)
    return detection(start, kind, background, TRIALS)
  })
}

function pairOf<T>(name: string, value: T | undefined): readonly (readonly [string, T])[] {
  return value === undefined ? [] : [[name, value]]
}

function pictureOf(): string {
  const indexes = DRAWN_KINDS.map((name) => KINDS.findIndex((kind) => kind.name === name))
  const pointOf = (name: string, worst: number, list: readonly Detection[]): Point => ({
    name,
    falseAlerts: worst,
    times: indexes.map((index) => list[index]?.medianMs ?? Number.POSITIVE_INFINITY),
  })
  const worst = (name: string) => Math.max(...(alarms.get(name)?.each ?? [0]))
  const rivals = [...detections].filter(([name]) => name !== 'doorwatch')
  const others = curve
    .filter(({ days }) => days !== 90 && days >= DRAWN_FROM_DAYS)
    .map(({ contender, alarms }) => pointOf(contender.name, alarms, detectionsOf(contender, CORRELATED, 6)))
  const here = pointOf('at most one in 90 days', worst('doorwatch'), detections.get('doorwatch') ?? [])
  return draw({
    kinds: DRAWN_KINDS,
    rivals: rivals.map(([name, list]) => pointOf(name, worst(name), list)),
    ours: [...others, here].sort((a, b) => a.falseAlerts - b.falseAlerts),
  })
}
