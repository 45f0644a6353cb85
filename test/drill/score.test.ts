import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { scoreCardOf, summaryOf } from '../../src/drill/index.ts'
import { component, foundVerdict, plan, record, reviewed, START } from './kit.ts'

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

  it('gives file and line of the key of each missing point, where there is one', () => {
    const placeOf = (key: string) => (key.endsWith('.fallback') ? `doorwatch.config.ts:24` : undefined)
    const card = scoreCardOf(record({ alerts: [] }), plan({ placeOf }))
    const outstanding = card.components.flatMap((one) => one.outstanding)
    expect(new Set(outstanding.map(({ line }) => line.endsWith('.fallback')))).toEqual(new Set([true, false]))
    for (const item of [...outstanding, ...card.findings]) expect(item.place).toBe(placeOf(item.line))
  })

  it('stays open while a finding has no owner', () => {
    const { owner: _, ...unowned } = reviewed()
    expect(scoreCardOf(record(), plan({ workflows: [unowned] })).open).toBe(true)
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

  it('loses its points where an outage was not detected, and names the cadence', () => {
    const missed = foundVerdict({ found: false, slots: 30, state: 'operational' })
    const detect = component(scoreCardOf(record({ verdicts: [missed], alerts: [] }), plan()), 'Detect')
    expect(detect.score).toBe(0)
    expect(detect.outstanding.map(({ line, points }) => [line, points])).toEqual([
      ["schedule['claude/cli'].every", 15],
      ["schedule['claude/cli'].every", 10],
    ])
    expect(detect.outstanding[0]?.text).toBe('claude/cli was in trouble for 30 min and was not detected')
  })

  it('loses points where it takes longer than the objective of the workflow', () => {
    const slow = plan({ cadences: { 'claude/cli': 10 * MINUTE } })
    const detect = component(scoreCardOf(record(), slow), 'Detect')
    expect(detect).toMatchObject({ score: 15, possible: 25 })
    expect(detect.outstanding[0]?.text).toMatch(/later than "code review" has to be back \(15 min\)/)
  })

  it('shares its points among the failures of a scenario', () => {
    const two = [foundVerdict(), foundVerdict({ surface: 'claude/api', found: false, slots: 3 })]
    expect(component(scoreCardOf(record({ verdicts: two }), plan()), 'Detect')).toMatchObject({
      score: 12.5,
      possible: 25,
    })
  })
})
