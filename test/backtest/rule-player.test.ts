import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PAGING_RULES, rulePlayer, surveyRuns } from '../../src/backtest/index.ts'
import type { Player, Replayed } from '../../src/backtest/player.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { createPolicy, type JudgedRun } from '../../src/judge/index.ts'
import { runOf, T0 } from '../judge/kit.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { replay } from './kit.ts'

const policy = createPolicy()

function play(runs: readonly JudgedRun[], change: (player: Player) => Player = (player) => player) {
  const survey = surveyRuns(runs)
  const players = PAGING_RULES.map((rule) => change(rulePlayer(survey, rule)))
  return replay(runs, players, policy)
}

function ofRule(replayed: readonly Replayed[], rule: string): Replayed {
  return replayed.find((one) => one.rule === rule) ?? expect.fail(`no rule ${rule}`)
}

/** Good runs a minute apart from one minute to another. */
function good(from: number, to: number): readonly JudgedRun[] {
  return Array.from({ length: to - from }, (_none, index) => runOf({ at: T0 + (from + index) * MINUTE }))
}

describe('a perfect history of 60 days', () => {
  it.each([1, 7])(
    'makes none of the rules alert, with a run every %i min that takes now longer, now less',
    (minutes) => {
      const everyMs = minutes * MINUTE
      const runs = Array.from({ length: (60 * DAY) / everyMs }, (_none, index) => {
        return runOf({ at: T0 + index * everyMs, durationMs: 300 + 100 * (index % 7) })
      })
      const alerts = play(runs).map(({ rule, alerts }) => [rule, alerts.length])
      expect(alerts).toEqual(PAGING_RULES.map(({ name }) => [name, 0]))
    },
  )
})

describe('a silence', () => {
  const day = DAY / MINUTE
  const replayed = play([...good(0, 3 * day), ...good(5 * day, 6 * day)])

  it('is alerted by a dead man’s switch a day and an hour after the last ping, and ends with the next', () => {
    const lastPing = T0 + (3 * day - 1) * MINUTE + 500
    const [incident, ...others] = ofRule(replayed, 'healthchecks').incidents
    expect(others).toEqual([])
    expect((incident?.openedAt ?? 0) - (lastPing + 25 * HOUR)).toBeGreaterThanOrEqual(0)
    expect((incident?.openedAt ?? 0) - (lastPing + 25 * HOUR)).toBeLessThan(MINUTE)
    expect(incident?.resolvedAt).toBe(T0 + 5 * DAY + 500)
  })

  it('does not keep a window that slides from being empty in it', () => {
    const runs = [...good(0, 60), runOf({ at: T0 + HOUR, outcome: 'failed' }), ...good(5 * 60, 6 * 60)]
    const [incident] = ofRule(play(runs), 'grafana').incidents
    expect((incident?.resolvedAt ?? 0) - T0).toBeLessThan(HOUR + 7 * MINUTE)
  })
})

/** Runs of up to three locations over two days, most of them good, with pauses and long ones among them. */
const histories = fc
  .array(
    fc.record({
      stretch: fc.integer({ min: 1, max: 200 }),
      everyMs: fc.constantFrom(MINUTE, MINUTE, 5 * MINUTE, 20 * MINUTE),
      pauseMs: fc.constantFrom(0, 0, 0, 3 * HOUR, 30 * HOUR),
      failing: fc.constantFrom(0, 0, 0, 1, 2, 4),
      durationMs: fc.constantFrom(500, 500, 12 * SECOND, 70 * SECOND),
      locations: fc.subarray(['eu', 'us', 'asia'], { minLength: 1 }),
      trigger: fc.constantFrom('schedule', 'schedule', 'confirm', 'manual'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((stretches) => {
    const runs: JudgedRun[] = []
    let at = T0
    for (const stretch of stretches) {
      at += stretch.pauseMs
      for (let index = 0; index < stretch.stretch; index += 1, at += stretch.everyMs) {
        const outcome = stretch.failing > 0 && index % 5 < stretch.failing ? 'failed' : 'passed'
        const location = stretch.locations[index % stretch.locations.length] ?? 'eu'
        const odd = index === 0 ? { durationMs: stretch.durationMs, trigger: stretch.trigger } : {}
        runs.push(runOf({ at, outcome, location, ...odd }))
      }
    }
    return runs
  })

describe('a rule that is idle while nothing is wrong', () => {
  it('decides the same as with every check', () => {
    fc.assert(
      fc.property(histories, (runs) => {
        const all = play(runs, ({ apply, end }) => ({ apply, end }))
        expect(play(runs)).toEqual(all)
      }),
      propertyRuns(30),
    )
  })

  it('needs a result of every location first, where the locations decide together on recovery', () => {
    const rows = ['eu.', 'us.', 'asia.', 'eux', 'usx', 'eu.', 'us.']
    const runs = rows.map((row, index) => {
      const outcome = row.endsWith('x') ? 'failed' : 'passed'
      return runOf({ at: T0 + index * MINUTE, location: row.slice(0, -1), outcome })
    })
    expect(ofRule(play(runs), 'openstatus').incidents).toMatchObject([{ resolvedAt: T0 + 5 * MINUTE + 500 }])
  })
})
