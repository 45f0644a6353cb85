import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { scoreCardOf } from '../../src/drill/index.ts'
import { component, foundVerdict, plan, provenOverload, record, recovered, reviewed, START, supportBot } from './kit.ts'

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
    const truncated = record({ verdicts: [foundVerdict({ class: 'truncated' }), recovered()] })
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

  it('has no shares outside of work hours', () => {
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
