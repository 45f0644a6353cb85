import { describe, expect, it } from 'vitest'
import {
  differenceOf,
  doorwatchPlayer,
  outagesOf,
  PAGING_RULES,
  rulePlayer,
  scoreOf,
  surveyRuns,
} from '../../src/backtest/index.ts'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy, type JudgedRun, type Policy, type PolicyOptions } from '../../src/judge/index.ts'
import { runOf, T0 } from '../judge/kit.ts'
import { replay } from './kit.ts'

/** A run a minute from a picture: `.` passed, `x` failed; `repeat` minutes of good runs before and after. */
function history(picture: string, surface = 'login', lead = 300): readonly JudgedRun[] {
  const full = `${'.'.repeat(lead)}${picture}${'.'.repeat(120)}`
  return [...full].map((sign, minute) =>
    runOf({ at: T0 + minute * MINUTE, surface, outcome: sign === 'x' ? 'failed' : 'passed' }),
  )
}

function play(runs: readonly JudgedRun[], options: PolicyOptions = {}) {
  const policy: Policy = createPolicy(options)
  const survey = surveyRuns(runs)
  const players = [doorwatchPlayer(survey, () => policy), ...PAGING_RULES.map((rule) => rulePlayer(survey, rule))]
  const all = replay(runs, players, policy)
  return (rule: string) => all.find((one) => one.rule === rule) ?? expect.fail(`no rule ${rule}`)
}

const OUTAGE_AT = T0 + 300 * MINUTE

describe('a survey', () => {
  it('finds targets, probes, intervals, locations and the order of a history', () => {
    const runs = [
      runOf({ at: T0, location: 'eu' }),
      runOf({ at: T0 + 5, location: 'us' }),
      runOf({ at: T0 + 5 * MINUTE, location: 'eu' }),
      runOf({ at: T0 + 10 * MINUTE, location: 'eu' }),
    ]
    const survey = surveyRuns(runs)
    expect(survey).toMatchObject({ runs: 4, from: T0, to: T0 + 10 * MINUTE, ordered: true })
    expect(survey.targets).toEqual([
      { name: 'sandbox', probes: [{ surface: 'login', probe: 'login', everyMs: 5 * MINUTE }] },
    ])
    expect(survey.locations.get('sandbox/login')).toBe(2)
    expect(surveyRuns([...runs].reverse()).ordered).toBe(false)
  })

  it('takes the median gap for the interval, whatever pauses there were', () => {
    const runs = [...history('.'), runOf({ at: T0 + 40 * HOUR })]
    expect(surveyRuns(runs).targets[0]?.probes[0]?.everyMs).toBe(MINUTE)
  })
})

describe('a replayed outage', () => {
  const of = play(history('x'.repeat(30)))

  it('is one incident of Doorwatch, with its surface, opening and end', () => {
    const [incident, ...others] = of('doorwatch').incidents
    expect(others).toEqual([])
    expect(incident).toMatchObject({ target: 'sandbox', surfaces: ['login'] })
    expect((incident?.openedAt ?? 0) - OUTAGE_AT).toBeLessThan(5 * MINUTE)
    expect((incident?.resolvedAt ?? 0) - OUTAGE_AT).toBeGreaterThan(30 * MINUTE)
    expect(of('doorwatch').alerts).toHaveLength(1)
  })

  it('is detected by the paging rules as their monitors document it', () => {
    expect(of('uptime-kuma').incidents).toEqual([
      { target: 'sandbox', surfaces: ['login'], openedAt: OUTAGE_AT + 500, resolvedAt: OUTAGE_AT + 30 * MINUTE + 500 },
    ])
    expect(of('gatus').incidents[0]?.openedAt).toBe(OUTAGE_AT + 2 * MINUTE + 500)
    expect(of('healthchecks').incidents).toEqual([])
  })

  it('is scored by what hindsight calls an outage', () => {
    const hindsight = outagesOf()
    for (const run of history('x'.repeat(30))) hindsight.apply(run)
    const outages = hindsight.end()
    expect(outages).toMatchObject([
      { target: 'sandbox', surface: 'login', from: OUTAGE_AT, to: OUTAGE_AT + 29 * MINUTE, bad: 30 },
    ])
    expect(scoreOf(of('gatus'), outages)).toMatchObject({
      alerts: 1,
      detected: 1,
      missed: 0,
      falseAlerts: 0,
      medianMs: 2 * MINUTE + 500,
    })
    expect(scoreOf(of('healthchecks'), outages)).toMatchObject({ detected: 0, missed: 1 })
  })
})

describe('a replayed outage that comes back', () => {
  it('is one incident of Doorwatch, with each time of reopening', () => {
    const well = '.'.repeat(30)
    const outage = 'x'.repeat(20)
    const incidents = play(history(`${outage}${well}${outage}${well}${outage}`))('doorwatch').incidents
    expect(incidents).toHaveLength(1)
    const again = incidents[0]?.reopenedAt?.map((at) => (at - OUTAGE_AT) / MINUTE)
    expect(again).toHaveLength(2)
    expect(again?.[0]).toSatisfy((minute: number) => minute > 50 && minute < 55)
    expect(again?.[1]).toSatisfy((minute: number) => minute > 100 && minute < 105)
    expect(play(history(outage))('doorwatch').incidents[0]).not.toHaveProperty('reopenedAt')
  })
})

describe('a replayed blip', () => {
  it('is no alert of Doorwatch, and a false alert of a rule where hindsight finds no outage', () => {
    const runs = history('x')
    const of = play(runs)
    expect(of('doorwatch').alerts).toEqual([])
    expect(scoreOf(of('uptime-kuma'), [])).toMatchObject({ alerts: 1, falseAlerts: 1 })
  })
})

describe('time in a replay', () => {
  it('skips gaps: a probe that stops is not an incident, and later runs are judged as usual', () => {
    const early = history('.')
    const late = history('x'.repeat(20)).map((run) => ({ ...run, startedAt: run.startedAt + 24 * HOUR }))
    const of = play([...early, ...late])
    expect(of('doorwatch').incidents).toHaveLength(1)
  })

  it('ends windows at their time: a fault that persists is alerted the moment they end', () => {
    const end = OUTAGE_AT + 10 * MINUTE + 7 * SECOND
    const of = play(history('x'.repeat(20)), { quiet: [{ kind: 'maintenance', from: OUTAGE_AT - HOUR, to: end }] })
    expect(of('doorwatch').incidents[0]?.openedAt).toBe(end)
    expect(of('checkly').alerts).toEqual([])
  })

  it('gives confirm runs only to rules that asked for a retry', () => {
    const runs = history('x').flatMap((run) =>
      run.outcome === 'failed' ? [run, runOf({ at: run.startedAt + 10 * SECOND, trigger: 'confirm' })] : [run],
    )
    const of = play(runs)
    expect(of('openstatus').alerts).toEqual([])
    expect(of('uptime-kuma').incidents[0]?.resolvedAt).toBe(OUTAGE_AT + MINUTE + 500)
  })
})

describe('runs of one instant', () => {
  it('lead to the same in any order, from however many locations', () => {
    const places = ['eu', 'us', 'asia']
    const runs = history(`${'x.x'.repeat(20)}`).flatMap((run, index) =>
      places.map((location, place) =>
        run.outcome === 'failed' && (index + place) % 3 > 0
          ? { ...run, location }
          : runOf({ at: run.startedAt, location }),
      ),
    )
    const turned = runs.map((_run, index) => runs[index - (index % 3) + (2 - (index % 3))] ?? expect.fail('no run'))
    for (const rule of ['doorwatch', 'gatus', 'datadog']) expect(play(turned)(rule)).toEqual(play(runs)(rule))
    expect(play(runs)('doorwatch').incidents).toHaveLength(1)
  })
})

describe('several targets', () => {
  it('are replayed each under its own policy', () => {
    const runs = history('xx').flatMap((run) => [run, { ...run, target: 'claude' }])
    const quick = createPolicy({ falseAlarmDays: 1 })
    const survey = surveyRuns(runs)
    const player = doorwatchPlayer(survey, (target) => (target === 'sandbox' ? quick : createPolicy()))
    const [replayed] = replay(runs, [player], { quiet: [] })
    expect(replayed?.incidents.map((one) => one.target)).toEqual(['sandbox'])
  })
})

describe('another policy', () => {
  it('is compared by the incidents that go, come and move', () => {
    const runs = history(`xx${'.'.repeat(400)}${'x'.repeat(30)}`)
    const strict = play(runs, { falseAlarmDays: 365, settleMs: HOUR })('doorwatch')
    const loose = play(runs, { falseAlarmDays: 1, settleMs: HOUR })('doorwatch')
    const change = differenceOf(strict, loose)
    expect(change.removed).toEqual([])
    expect(change.added).toHaveLength(1)
    expect(change.moved.every((one) => one.after < one.before)).toBe(true)
    expect(differenceOf(loose, loose)).toEqual({ removed: [], added: [], moved: [] })
  })
})
