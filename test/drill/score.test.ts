import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { type Component, type ScoreCard, scoreCardOf, summaryOf } from '../../src/drill/index.ts'
import { alert, ending, found, plan, provenOverload, record, recovered, reviewed, START, supportBot } from './kit.ts'

function component(card: ScoreCard, name: Component['name']): Component {
  const one = card.components.find((each) => each.name === name)
  if (!one) throw new Error(`no component ${name}`)
  return one
}

describe('the score of a drill', () => {
  it('is full in everything but the work that a switch of 60 % leaves behind', () => {
    const card = scoreCardOf(record(), plan())
    expect(card.components.map(({ name, score, possible }) => [name, score, possible])).toEqual([
      ['Detect', 25, 25],
      ['Tell', 20, 20],
      ['Switch', 20, 20],
      ['Work', 15, 25],
      ['Return', 10, 10],
    ])
    expect(card).toMatchObject({ score: 90, possible: 100, deviated: false, open: false })
  })

  it('is the same for the same record, field by field', () => {
    expect(JSON.stringify(scoreCardOf(record(), plan()))).toBe(JSON.stringify(scoreCardOf(record(), plan())))
  })

  it('has the fields of a journal', () => {
    const card = scoreCardOf(record(), plan())
    expect(card).toMatchObject({
      ...{ status: 'completed', deviated: false, start: '2026-03-02T09:00:00.000Z', end: '2026-03-02T09:02:00.000Z' },
      ...{ duration: 120, steady_states: { before: { met: true }, after: { met: true } } },
    })
  })

  it('deviates where something did not work again', () => {
    const after = { met: false, surfaces: [{ surface: 'claude/cli', met: false, why: 'HTTP 500' }] }
    expect(scoreCardOf(record({ steady: { after } }), plan()).deviated).toBe(true)
  })

  it('keeps the score, the seed and whether it is open', () => {
    expect(summaryOf(scoreCardOf(record(), plan()))).toEqual({
      ...{ id: '20261129-143200-front-doors-first', scenario: 'front-doors-first', seed: 1 },
      ...{ begunAt: START - HOUR, at: START - HOUR + 2 * MINUTE, status: 'completed', deviated: false },
      ...{ score: 90, possible: 100, open: false, example: false },
    })
  })

  it('gives no points for what did not occur, and asks for none', () => {
    const quiet = record({ changes: [], verdicts: [], alerts: [], posts: [] })
    const card = scoreCardOf(quiet, plan())
    expect(card.components.map(({ possible }) => possible)).toEqual([0, 0, 0, 25, 0])
    expect(component(card, 'Work').score).toBe(25)
  })

  it('has a finding with an owner and a date for every missing point', () => {
    const { findings } = scoreCardOf(record(), plan())
    expect(findings).toEqual([
      {
        ...{
          component: 'Work',
          severity: 'high',
          points: 10,
          line: 'workflows[0].fallback',
          owner: 'platform@example.org',
        },
        ...{
          text: '"code review" lost 40 % of its work hours',
          todo: 'Find a fallback that carries more of the work.',
        },
        retestBy: '2026-03-16',
      },
    ])
  })

  it('stays open while a finding has no owner', () => {
    const { owner: _, ...nobody } = reviewed()
    expect(scoreCardOf(record(), plan({ workflows: [nobody] })).open).toBe(true)
  })
})

describe('detection', () => {
  it('is the slots times the cadence, and the measured seconds to confirm and to deliver', () => {
    const [detection] = scoreCardOf(record(), plan()).detections
    expect(detection).toMatchObject({
      slots: 2,
      cadenceMs: MINUTE,
      confirmMs: 12_000,
      deliveredMs: 700,
      afterMs: 132_700,
    })
  })

  it('reports how long before the status page it was', () => {
    expect(scoreCardOf(record(), plan()).leadMs).toBe(20 * MINUTE - 132_700)
    expect(scoreCardOf(record({ posts: [] }), plan()).leadMs).toBeNull()
    const early = record({ posts: [{ at: START + MINUTE, status: 'investigating', text: 'Errors' }] })
    expect(scoreCardOf(early, plan()).leadMs).toBe(MINUTE - 132_700)
  })

  it('loses its points where trouble was not found, and names the cadence', () => {
    const missed = found({ found: false, slots: 30, state: 'operational' })
    const detect = component(scoreCardOf(record({ verdicts: [missed], alerts: [] }), plan()), 'Detect')
    expect(detect.score).toBe(0)
    expect(detect.outstanding.map(({ line, points }) => [line, points])).toEqual([
      ["schedule['claude/cli'].every", 15],
      ["schedule['claude/cli'].every", 10],
    ])
    expect(detect.outstanding[0]?.text).toBe('claude/cli was in trouble for 30 min and was not found')
  })

  it('loses points where it takes longer than the objective of the workflow', () => {
    const slow = plan({ cadences: { 'claude/cli': 10 * MINUTE } })
    const detect = component(scoreCardOf(record(), slow), 'Detect')
    expect(detect).toMatchObject({ score: 15, possible: 25 })
    expect(detect.outstanding[0]?.text).toMatch(/later than "code review" has to be back \(15 min\)/)
  })

  it('shares its points among the failures of a scenario', () => {
    const two = [found(), found({ surface: 'claude/api', found: false, slots: 3 })]
    expect(component(scoreCardOf(record({ verdicts: two }), plan()), 'Detect')).toMatchObject({
      score: 12.5,
      possible: 25,
    })
  })
})

describe('telling', () => {
  it('counts an alert before any fault as false', () => {
    const early = alert({ key: 'drill:claude-0:opened', at: START - MINUTE })
    const card = scoreCardOf(record({ alerts: [early, alert(), ending()] }), plan())
    expect(card).toMatchObject({ falseAlerts: 1, repeatedAlerts: 0 })
    expect(component(card, 'Tell').score).toBe(16)
  })

  it('counts a second opening of one outage as repeated', () => {
    const again = alert({ key: 'drill:claude-2:opened', at: START + HOUR })
    const card = scoreCardOf(record({ alerts: [alert(), again, ending()] }), plan())
    expect(card).toMatchObject({ falseAlerts: 0, repeatedAlerts: 1 })
  })

  it('allows one opening for each wave', () => {
    const waves = record({
      changes: [
        { at: START, surface: 'claude/cli', fault: '529', probability: 1 },
        { at: START + HOUR, surface: 'claude/cli', probability: 0 },
        { at: START + 2 * HOUR, surface: 'claude/cli', fault: '529', probability: 1 },
        { at: START + 4 * HOUR, surface: 'claude/cli', probability: 0 },
      ],
      alerts: [alert(), alert({ key: 'drill:claude-1:reopened', at: START + 2 * HOUR }), ending()],
    })
    expect(scoreCardOf(waves, plan()).repeatedAlerts).toBe(0)
  })

  it.each([
    [[], 'alerts.channels', /no channel is configured/],
    [
      [{ name: 'slack', kind: 'slack', takesPart: false, acknowledges: false }],
      'alerts.channels[0].drills',
      /no channel takes alerts of drills/,
    ],
  ] as const)('says what to configure where nobody is told', (channels, line, text) => {
    const alerts = [alert({ deliveries: [] }), ending({ deliveries: [] })]
    const tell = component(scoreCardOf(record({ alerts }), plan({ channels })), 'Tell')
    expect(tell).toMatchObject({ score: 8, possible: 16 })
    expect(tell.outstanding[0]).toMatchObject({ line, points: 8, text: expect.stringMatching(text) })
  })

  it('names the channel that refused, and the answer', () => {
    const refused = alert({ deliveries: [{ channel: 'slack', error: 'invalid_token' }] })
    const tell = component(scoreCardOf(record({ alerts: [refused, ending()] }), plan()), 'Tell')
    expect(tell.outstanding.map(({ text }) => text)).toContain('slack did not take the alert: invalid_token')
  })

  it('gives nothing for an alert that took longer than a minute', () => {
    const late = alert({ deliveries: [{ channel: 'slack', afterMs: 61_000, acknowledgedAfterMs: 70_000 }] })
    expect(component(scoreCardOf(record({ alerts: [late, ending()] }), plan()), 'Tell').score).toBe(12)
  })

  it('asks for an acknowledgement only where somebody can give it', () => {
    const unseen = [alert({ deliveries: [{ channel: 'slack', afterMs: 700 }] }), ending()]
    const card = scoreCardOf(
      record({ alerts: unseen.map((one) => ({ ...one, deliveries: [{ channel: 'slack', afterMs: 700 }] })) }),
      plan(),
    )
    expect(component(card, 'Tell')).toMatchObject({ score: 16, possible: 20 })
    expect(card.acknowledgedAfterMs).toBeNull()
  })
})

describe('switching', () => {
  it('reports the actual recovery time against the objective', () => {
    const [recovery] = scoreCardOf(record(), plan()).recoveries
    expect(recovery).toEqual({
      ...{ workflow: 'code review', fallback: 'switch', backing: 'proven', toldAfterMs: 132_700, switchMs: 20_000 },
      ...{ afterMs: 152_700, objectiveMs: 15 * MINUTE, rto: 'met' },
    })
  })

  it('does not know how long a switch without proof takes', () => {
    const card = scoreCardOf(record(), plan({}, []))
    expect(card.recoveries[0]).toMatchObject({ backing: 'promised', rto: 'unknown' })
    expect(card.recoveries[0]?.afterMs).toBeUndefined()
    expect(component(card, 'Switch')).toMatchObject({ score: 8, possible: 20 })
  })

  it('misses an objective that is shorter than the detection', () => {
    const card = scoreCardOf(record(), plan({ workflows: [reviewed({ recoverWithinMs: MINUTE })] }))
    expect(card.recoveries[0]?.rto).toBe('missed')
    expect(component(card, 'Switch').outstanding[0]).toMatchObject({ line: 'workflows[0].recoverWithin' })
  })

  it('gives nothing to a workflow without fallback, and asks for one', () => {
    const { fallback: _, ...bare } = reviewed()
    const card = scoreCardOf(record(), plan({ workflows: [bare] }))
    expect(card.recoveries[0]).toMatchObject({ fallback: 'none', backing: 'none', rto: 'missed' })
    expect(component(card, 'Switch').outstanding).toMatchObject([{ line: 'workflows[0].fallback', points: 20 }])
  })

  it('weighs workflows by their people', () => {
    const { fallback: _, ...bare } = reviewed({ name: 'other', people: 75 })
    const both = component(scoreCardOf(record(), plan({ workflows: [reviewed(), bare] })), 'Switch')
    expect(both).toMatchObject({ score: 5, possible: 20 })
  })

  it('asks for an objective where there is none', () => {
    const { recoverWithinMs: _, ...open } = reviewed()
    const [first] = component(scoreCardOf(record(), plan({ workflows: [open] })), 'Switch').outstanding
    expect(first).toMatchObject({ line: 'workflows[0].recoverWithin', points: 6 })
  })
})

describe('work', () => {
  it('is shared into what goes on, what is promised and what is lost', () => {
    expect(scoreCardOf(record(), plan()).shares).toEqual({ proven: 0.6, promised: 0, lost: 0.4 })
    const promised = scoreCardOf(record(), plan({}, [])).shares
    expect(promised).toMatchObject({ proven: 0, promised: 0.6 })
    expect(promised?.lost).toBeCloseTo(0.4)
  })

  it('costs with the plan and without, as in the worked example', () => {
    expect(scoreCardOf(record(), plan()).costs).toMatchObject([
      { currency: 'GBP', cost: 3_600, withoutPlan: 9_000, saved: 5_400 },
    ])
    expect(scoreCardOf(record(), plan({}, [])).costs).toMatchObject([{ cost: 9_000, promised: 5_400 }])
  })

  it('counts a switch as proven only for the class of failure that was seen', () => {
    const truncated = record({ verdicts: [found({ class: 'truncated' }), recovered()] })
    expect(scoreCardOf(truncated, plan({}, [provenOverload()])).shares).toMatchObject({ proven: 0, promised: 0.6 })
  })

  it('loses the failed share where only some requests fail', () => {
    const some = record({
      changes: [
        { at: START, surface: 'claude/cli', fault: '529', probability: 0.25 },
        { at: START + 4 * HOUR, surface: 'claude/cli', probability: 0 },
      ],
    })
    expect(scoreCardOf(some, plan({}, [])).shares).toMatchObject({ proven: 0.75, promised: 0.15 })
  })

  it('does not count what stops on purpose', () => {
    const apiToo = record({
      changes: [
        ...record().changes.slice(0, 1),
        { at: START, surface: 'claude/api', fault: '529', probability: 1 },
        ...record().changes.slice(1),
        { at: START + 4 * HOUR, surface: 'claude/api', probability: 0 },
      ],
    })
    const work = component(scoreCardOf(apiToo, plan({ workflows: [reviewed(), supportBot()] })), 'Work')
    expect(work).toMatchObject({ score: 15, possible: 25 })
    expect(work.outstanding.map(({ workflow }) => workflow)).toEqual(['code review'])
  })

  it('knows nothing of shares where nobody works', () => {
    const night = START + 12 * HOUR
    const moved = record({
      ...{ playedFrom: night, playedTo: night + HOUR, verdicts: [], alerts: [] },
      changes: [
        { at: night, surface: 'claude/cli', fault: '529', probability: 1 },
        { at: night + HOUR, surface: 'claude/cli', probability: 0 },
      ],
    })
    const card = scoreCardOf(moved, plan())
    expect(card.shares).toBeNull()
    expect(component(card, 'Work').possible).toBe(0)
  })
})

describe('the return', () => {
  it('loses points where the end was not found', () => {
    const card = scoreCardOf(record({ verdicts: [found(), recovered({ found: false })] }), plan())
    expect(component(card, 'Return')).toMatchObject({ score: 5, possible: 10 })
  })

  it('loses points where people were sent back twice for one outage', () => {
    const card = scoreCardOf(record({ alerts: [alert(), ending(), ending({ key: 'drill:again' })] }), plan())
    expect(component(card, 'Return').outstanding[0]?.text).toBe('people were sent back 2 times for 1 outage')
  })

  it('asks what is to do afterwards', () => {
    const card = scoreCardOf(record(), plan({ workflows: [reviewed({ afterwards: [] })] }))
    expect(component(card, 'Return').outstanding).toMatchObject([{ line: 'workflows[0].afterwards', points: 2 }])
  })
})
