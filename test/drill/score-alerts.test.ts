import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { scoreCardOf } from '../../src/drill/index.ts'
import { alert, component, ending, foundVerdict, plan, record, recovered, reviewed, START } from './kit.ts'

describe('telling', () => {
  it('counts an alert before any fault as false', () => {
    const early = alert({ key: 'drill:claude-0:opened', at: START - MINUTE })
    const card = scoreCardOf(record({ alerts: [early, alert(), ending()] }), plan())
    expect(card).toMatchObject({ falseAlerts: 1, repeatedAlerts: 0 })
    expect(component(card, 'Tell').score).toBe(16)
    expect(component(card, 'Tell').outstanding.map(({ text }) => text)).toContain('1 alert without any fault')
  })

  it('counts a second opening of one outage as repeated', () => {
    const again = alert({ key: 'drill:claude-2:opened', at: START + HOUR })
    const card = scoreCardOf(record({ alerts: [alert(), again, ending()] }), plan())
    expect(card).toMatchObject({ falseAlerts: 0, repeatedAlerts: 1 })
    expect(component(card, 'Tell').outstanding.map(({ text }) => text)).toContain(
      '1 alert repeated an outage that was alerted already',
    )
  })

  const TWO_WAVES = [
    { at: START, surface: 'claude/cli', fault: '529', probability: 1 },
    { at: START + HOUR, surface: 'claude/cli', probability: 0 },
    { at: START + 2 * HOUR, surface: 'claude/cli', fault: '529', probability: 1 },
    { at: START + 4 * HOUR, surface: 'claude/cli', probability: 0 },
  ]
  const openedAt = (...times: readonly number[]) =>
    times.map((at, index) => alert({ key: `drill:claude-${index}:opened`, at: START + at }))

  it.each([
    ['after the last outage', 5 * HOUR],
    ['between two outages', HOUR + 20 * MINUTE],
  ])('counts an alert %s as false, not as repeated', (_when, at) => {
    const alerts = openedAt(MINUTE, at, 2 * HOUR + MINUTE).toSorted((a, b) => a.at - b.at)
    const card = scoreCardOf(record({ changes: TWO_WAVES, alerts: [...alerts, ending()] }), plan())
    expect(card).toMatchObject({ falseAlerts: 1, repeatedAlerts: 0 })
    expect(component(card, 'Tell').outstanding.map(({ text }) => text)).toContain('1 alert without any fault')
  })

  it('counts an alert in the minute after a fault as true: its run still met the fault', () => {
    const card = scoreCardOf(record({ changes: TWO_WAVES, alerts: openedAt(HOUR + 50_000) }), plan())
    expect(card).toMatchObject({ falseAlerts: 0, repeatedAlerts: 0 })
  })

  it('counts a second alert of one outage as repeated, also where another outage had none', () => {
    const card = scoreCardOf(record({ changes: TWO_WAVES, alerts: openedAt(MINUTE, 30 * MINUTE) }), plan())
    expect(card).toMatchObject({ falseAlerts: 0, repeatedAlerts: 1 })
  })

  it('advises to probe more often where no failure became an alert', () => {
    const missing = component(scoreCardOf(record({ alerts: [] }), plan()), 'Tell').outstanding.find(
      ({ text }) => text === 'no alert was planned',
    )
    expect(missing).toMatchObject({ line: 'schedule', todo: expect.stringMatching(/^Probe .* more often/) })
  })

  it('allows one opening for each wave', () => {
    const waves = record({
      changes: TWO_WAVES,
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
  ] as const)('says what to configure where no alert is delivered', (channels, line, text) => {
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

  it('asks for an acknowledgement only where a person can acknowledge', () => {
    const unseen = [alert({ deliveries: [{ channel: 'slack', afterMs: 700 }] }), ending()]
    const card = scoreCardOf(
      record({ alerts: unseen.map((one) => ({ ...one, deliveries: [{ channel: 'slack', afterMs: 700 }] })) }),
      plan(),
    )
    expect(component(card, 'Tell')).toMatchObject({ score: 16, possible: 20 })
    expect(card.acknowledgedAfterMs).toBeNull()
  })
})

describe('the return', () => {
  it('loses points where the recovery was not detected', () => {
    const card = scoreCardOf(record({ verdicts: [foundVerdict(), recovered({ found: false })] }), plan())
    expect(component(card, 'Return')).toMatchObject({ score: 5, possible: 10 })
  })

  it('loses points where the recovery was alerted twice for one outage', () => {
    const card = scoreCardOf(record({ alerts: [alert(), ending(), ending({ key: 'drill:again' })] }), plan())
    expect(component(card, 'Return').outstanding[0]?.text).toBe('the recovery was alerted 2 times for 1 outage')
  })

  it('loses points where a workflow lists nothing to do afterwards', () => {
    const card = scoreCardOf(record(), plan({ workflows: [reviewed({ afterwards: [] })] }))
    expect(component(card, 'Return').outstanding).toMatchObject([{ line: 'workflows[0].afterwards', points: 2 }])
  })
})
