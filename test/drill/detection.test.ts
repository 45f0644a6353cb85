import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { alertOf, deliveredAfter, detectionsOf, leadOverPage } from '../../src/drill/detection.ts'
import { alert, foundVerdict, record, recovered, START } from './kit.ts'

const CADENCES = { 'claude/cli': MINUTE }

describe('the detection of a change', () => {
  it('is the slots at the configured cadence, the confirm runs and the fastest delivery', () => {
    const deliveries = [
      { channel: 'mail', afterMs: 4_000 },
      { channel: 'pager', error: 'refused' },
      { channel: 'slack', afterMs: 700 },
    ]
    const [trouble] = detectionsOf({ verdicts: [foundVerdict()], alerts: [alert({ deliveries })] }, CADENCES)
    expect(trouble).toMatchObject({ slots: 2, cadenceMs: MINUTE, confirmMs: 12_000, deliveredMs: 700 })
    expect(trouble?.afterMs).toBe(2 * MINUTE + 12_000 + 700)
  })

  it('counts no delivery where no channel took the alert, or there was none', () => {
    const refused = alert({ deliveries: [{ channel: 'slack', error: 'refused' }] })
    for (const alerts of [[refused], []]) {
      const [trouble] = detectionsOf({ verdicts: [foundVerdict()], alerts }, CADENCES)
      expect(trouble?.afterMs).toBe(2 * MINUTE + 12_000)
      expect(trouble).not.toHaveProperty('deliveredMs')
    }
  })

  it('has no time where the change was missed', () => {
    const [missed] = detectionsOf({ verdicts: [foundVerdict({ found: false })], alerts: [alert()] }, CADENCES)
    expect(missed).toMatchObject({ found: false, slots: 2 })
    expect(missed).not.toHaveProperty('afterMs')
    expect(missed).not.toHaveProperty('deliveredMs')
  })

  it('keeps the order of the verdicts, one for each', () => {
    const kinds = detectionsOf(record(), CADENCES).map(({ kind }) => kind)
    expect(kinds).toEqual(['trouble', 'recovery'])
  })

  it('has no cadence of a surface that is not configured', () => {
    expect(detectionsOf({ verdicts: [foundVerdict()], alerts: [] }, {})[0]).toMatchObject({
      cadenceMs: 0,
      afterMs: 12_000,
    })
  })

  it('never is shorter than its confirm runs, whatever was delivered', () => {
    const ms = fc.nat(10 * MINUTE)
    fc.assert(
      fc.property(ms, ms, fc.nat(40), fc.option(ms, { nil: undefined }), (confirmMs, cadence, slots, afterMs) => {
        const verdict = foundVerdict({ confirmMs, slots, at: START + confirmMs })
        const deliveries = afterMs === undefined ? [] : [{ channel: 'slack', afterMs }]
        const alerts = [alert({ at: START, deliveries })]
        const [one] = detectionsOf({ verdicts: [verdict], alerts }, { 'claude/cli': cadence })
        expect(one?.afterMs).toBe(slots * cadence + confirmMs + (afterMs ?? 0))
      }),
    )
  })
})

describe('the alert of a verdict', () => {
  const verdict = foundVerdict({ at: START + 22_000, confirmMs: 12_000 })

  it.each([
    [START + 9_999, false],
    [START + 10_000, true],
    [START + 22_000, true],
    [START + 22_001, false],
  ])('is planned between its last slot and itself: %d', (at, isIts) => {
    expect(alertOf(verdict, [alert({ at })]) !== undefined).toBe(isIts)
  })

  it('is absent for a missed change', () => {
    expect(alertOf({ ...verdict, found: false }, [alert({ at: START + 11_000 })])).toBeUndefined()
  })
})

describe('when the first channel took an alert', () => {
  it('is the fastest delivery, and unknown without one', () => {
    const of = (...times: (number | undefined)[]) =>
      deliveredAfter(
        alert({
          deliveries: times.map((afterMs) => ({ channel: 'a', ...(afterMs === undefined ? {} : { afterMs }) })),
        }),
      )
    expect(of(900, 0, 700)).toBe(0)
    expect(of(undefined, 700)).toBe(700)
    expect(of(undefined)).toBeUndefined()
    expect(of()).toBeUndefined()
    expect(deliveredAfter(undefined)).toBeUndefined()
  })
})

describe('the lead over the status page', () => {
  const lead = (changes: Parameters<typeof record>[0] = {}) => {
    const played = record(changes)
    return leadOverPage(played, detectionsOf(played, CADENCES))
  }
  const postAt = (ms: number) => ({ posts: [{ at: START + ms, status: 'investigating', text: 'Errors' }] })

  it('is the time from the first detection to the first post', () => {
    expect(lead()).toBe(20 * MINUTE - (2 * MINUTE + 12_000 + 700))
  })

  it('is negative where the page was first', () => {
    expect(lead(postAt(MINUTE))).toBeLessThan(0)
  })

  it('is unknown without a post, or without a detection', () => {
    expect(lead({ posts: [] })).toBeUndefined()
    expect(lead({ verdicts: [foundVerdict({ found: false }), recovered()] })).toBeUndefined()
  })
})
