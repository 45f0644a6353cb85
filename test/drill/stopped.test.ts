import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import type { DrillRecord } from '../../src/drill/index.ts'
import { scoreCardOf, whyUnscored } from '../../src/drill/index.ts'
import { alert, foundVerdict, plan, record, recovered, reviewed, START } from './kit.ts'

const STOPPED = { status: 'interrupted', stopped: 'stopped with Ctrl-C' } as const
const [FAULT, REPAIR] = record().changes as [DrillRecord['changes'][number], DrillRecord['changes'][number]]

/** The record of a drill that was stopped, with what was played until then. */
function stopped(played: Partial<DrillRecord>): DrillRecord {
  return record({ ...STOPPED, verdicts: [], alerts: [], posts: [], playedTo: START + 3 * MINUTE, ...played })
}

const possibleOf = (played: Partial<DrillRecord>, drilled = plan()) =>
  scoreCardOf(stopped(played), drilled).components.map(({ possible }) => possible)

describe('a drill that was stopped', () => {
  it('before the first fault has no score and no finding', () => {
    const card = scoreCardOf(stopped({ changes: [] }), plan())
    expect(card).toMatchObject({ score: 0, possible: 0, findings: [], open: false, shares: null, costs: [] })
    expect(whyUnscored(card)).toBe('stopped before the first fault')
  })

  it('before its first fault was detected has no score and no finding', () => {
    const unprotected = reviewed()
    const card = scoreCardOf(stopped({ changes: [FAULT] }), plan({ workflows: [unprotected] }, []))
    expect(card).toMatchObject({ possible: 0, findings: [], recoveries: [], shares: null })
    expect(whyUnscored(card)).toBe('stopped before the first outage was detected')
  })

  it('during the outage is scored for its alerts, and not for later parts', () => {
    const unread = alert({ deliveries: [{ channel: 'slack', afterMs: 700 }] })
    const card = scoreCardOf(stopped({ changes: [FAULT], verdicts: [foundVerdict()], alerts: [unread] }), plan())
    expect(card.components.map(({ name, possible }) => [name, possible])).toEqual([
      ...[
        ['Detect', 25],
        ['Tell', 16],
        ['Switch', 20],
        ['Work', 0],
        ['Return', 0],
      ],
    ])
    expect(card.findings).toEqual([])
    expect(whyUnscored(card)).toBeUndefined()
  })

  it('counts an acknowledgement that was made before the stop', () => {
    expect(possibleOf({ changes: [FAULT], verdicts: [foundVerdict()], alerts: [alert()] })[1]).toBe(20)
  })

  it('keeps a finding that was played: an alert that no channel took, a trouble that was missed', () => {
    const refused = alert({ deliveries: [{ channel: 'slack', error: 'HTTP 404' }] })
    const late = scoreCardOf(stopped({ changes: [FAULT], verdicts: [foundVerdict()], alerts: [refused] }), plan())
    expect(late.findings.map(({ text }) => text)).toEqual(['slack did not take the alert: HTTP 404'])
    const missed = stopped({
      changes: [FAULT, REPAIR],
      verdicts: [foundVerdict({ found: false, at: REPAIR.at })],
      playedTo: REPAIR.at,
    })
    const components = scoreCardOf(missed, plan()).findings.map(({ component }) => component)
    expect(components).toEqual(expect.arrayContaining(['Detect', 'Work']))
  })

  it('between the end of the faults and its verdict is not scored for the way back', () => {
    expect(possibleOf({ changes: [FAULT, REPAIR], verdicts: [foundVerdict()], alerts: [alert()] })).toEqual([
      25, 20, 20, 0, 0,
    ])
  })

  it('after the whole outage is scored as one that was played to its end', () => {
    const { verdicts, alerts, posts, playedTo } = record()
    const whole = stopped({ changes: [FAULT, REPAIR], verdicts, alerts, posts, playedTo })
    expect(scoreCardOf(whole, plan()).components).toEqual(scoreCardOf(record(), plan()).components)
  })

  it('has no finding that the whole drill does not have, wherever it was stopped', () => {
    const steps = [
      { changes: [FAULT] },
      { verdicts: [foundVerdict()], alerts: [alert()] },
      { changes: [FAULT, REPAIR] },
      { verdicts: [foundVerdict(), recovered()], alerts: record().alerts },
    ]
    const whole = new Set(scoreCardOf(record(), plan()).findings.map(({ text }) => text))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: steps.length }), fc.integer({ min: 1, max: 240 }), (count, minutes) => {
        const played: Partial<DrillRecord> = Object.assign({ changes: [] }, ...steps.slice(0, count))
        const atEnd = (played.changes?.length ?? 0) > 1 ? 240 : minutes
        const { findings } = scoreCardOf(stopped({ ...played, playedTo: START + atEnd * MINUTE }), plan())
        for (const { text } of findings) expect(whole).toContain(text)
      }),
    )
  })
})
