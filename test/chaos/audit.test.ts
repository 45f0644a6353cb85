import { describe, expect, it } from 'vitest'
import { type AlertRow, auditAlerts } from './audit/alerts.ts'
import { auditSlots, type SlotRow } from './audit/slots.ts'
import { falseAlarms } from './audit/truth.ts'
import type { Posted } from './receiver.ts'

const T0 = Date.UTC(2026, 10, 23, 9)
const run = (second: number, fate = 'run'): SlotRow => {
  const at = T0 + 200 + second * 1_000
  return { probe: 'p', at, until: at, count: 1, fate }
}
const missed = (first: number, last: number): SlotRow => ({
  ...run(first, 'missed'),
  ...{ until: run(last).at, count: last - first + 1 },
})

describe('the audit of slots', () => {
  it('finds that every slot is run, missed or interrupted', () => {
    const audit = auditSlots([run(0), run(1), missed(2, 5), run(6, 'interrupted'), run(7)], 1_000)
    expect(audit).toEqual({
      slots: 8,
      fates: { run: 3, missed: 4, interrupted: 1 },
      firstRuns: 0,
      doubled: [],
      lost: [],
    })
  })

  it('names a slot that is lost', () => {
    const { lost } = auditSlots([run(0), run(1), run(2), run(4)], 1_000)
    expect(lost).toEqual(['p 2026-11-23T09:00:03.200Z'])
  })

  it('names a slot that is run and missed, or run again a millisecond later', () => {
    const again = { ...run(3), at: run(3).at + 1, until: run(3).at + 1 }
    const { doubled } = auditSlots([run(0), run(1), missed(1, 2), run(3), again], 1_000)
    expect(doubled).toEqual(['p 2026-11-23T09:00:01.200Z: run, missed', 'p 2026-11-23T09:00:03.200Z: run, run'])
  })

  it('lets a first run after a start take the place of the slot that follows at once, and of no other', () => {
    const first = (ms: number): SlotRow => ({ ...run(0), at: T0 + ms, until: T0 + ms })
    expect(auditSlots([run(0), first(1_150), run(2), run(3)], 1_000)).toMatchObject({ lost: [], firstRuns: 1 })
    expect(auditSlots([run(0), first(700), run(2), run(3)], 1_000).lost).toHaveLength(1)
  })
})

describe('the audit of alerts', () => {
  const alert = (key: string, delivery = 'sent', message = key): AlertRow => ({
    ...{ key, message, kind: 'opened', headline: 'login is DOWN', stream: 'one', delivery },
  })
  const post = (at: number, key: string, answer: Posted['answer'] = 'ok'): Posted => {
    return { at, key, accepted: answer === 'ok' || answer === 'cut', answer }
  }

  it('counts a copy whose first answer was cut, and one whose worker was killed in flight', () => {
    const posts = [post(1, 'a', 'refused'), post(2, 'a', 'cut'), post(5, 'a'), post(7, 'b'), post(9, 'b')]
    expect(auditAlerts([alert('a'), alert('b')], posts, [8])).toEqual({
      ...{ planned: 2, delivered: 2, messages: 2, copies: 4, duplicates: { cut: 1, death: 1 }, wrong: [], late: [] },
    })
  })

  it('names a copy that nothing explains, and a second one of the same death', () => {
    const posts = [post(1, 'a'), post(3, 'a'), post(4, 'b'), post(6, 'b'), post(7, 'c'), post(5, 'c')]
    const { wrong } = auditAlerts([alert('a'), alert('b'), alert('c')], posts, [2])
    expect(wrong).toEqual([expect.stringMatching(/^b was sent twice/), expect.stringMatching(/^c was sent twice/)])
    const both = [post(1, 'a'), post(1, 'b'), post(3, 'a'), post(3, 'b')]
    expect(auditAlerts([alert('a'), alert('b')], both, [2]).wrong).toEqual([expect.stringMatching(/a was in flight/)])
  })

  it('names an alert that did not arrive, and one that is not stored', () => {
    const posts = [post(1, 'a', 'cut'), post(2, 'other')]
    expect(auditAlerts([alert('a'), alert('b', 'pending')], posts, []).wrong).toEqual([
      'other was sent and is not stored',
      'a is sent, not taken',
      'b is pending, not taken',
    ])
  })

  it('takes a message for all alerts that were folded into it', () => {
    const folded = (key: string) => alert(key, 'sent', 'folded:2:b')
    const posts = [post(1, 'folded:2:b', 'cut'), post(2, 'folded:2:b'), post(3, 'c')]
    expect(auditAlerts([folded('a'), folded('b'), alert('c')], posts, [])).toEqual({
      ...{ planned: 3, delivered: 3, messages: 2, copies: 3 },
      ...{ duplicates: { cut: 1, death: 0 }, wrong: [], late: [] },
    })
  })

  it('names an alert that arrives after a younger one of its incident', () => {
    const posts = [post(2, 'younger'), post(3, 'older')]
    expect(auditAlerts([alert('older'), alert('younger')], posts, []).late).toEqual(['older arrived after younger'])
  })
})

describe('the audit of alarms', () => {
  it('names what was declared of a surface that was not broken then', () => {
    const broken = [{ surface: 'login', from: T0, to: T0 + 5_000 }]
    const declared = (surface: string, at: number) => ({ target: 't', surface, at, state: 'down' })
    expect(falseAlarms([declared('login', T0 + 2_000)], broken)).toEqual([])
    expect(falseAlarms([declared('login', T0 - 1), declared('api', T0 + 2_000)], broken)).toHaveLength(2)
    expect(falseAlarms([declared('login', T0 + 60_000)], broken)).toHaveLength(1)
  })
})
