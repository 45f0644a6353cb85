import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitReport } from '../../src/report/drill-room.ts'
import { buildDrillPage } from '../../src/report/index.ts'
import { fullCard } from '../support/full-drill.ts'

const CARD = fullCard()
/** Everything of a drill in which everything failed, before anything is left out. */
const WHOLE = buildDrillPage({ card: CARD, costs: [], people: {}, timezone: 'UTC' }, 'page')
const note = (page: typeof WHOLE) => fitReport(page).notes.slice(page.notes.length)

const text = fc.integer({ min: 1, max: 300 }).map((length) => 'x'.repeat(length))
const [finding, alert] = [WHOLE.findings[0], WHOLE.alerts[0]]
if (!finding || !alert) throw new Error('the drill found nothing')
const findings = fc.array(
  fc.tuple(text, text).map(([about, todo]) => ({ ...finding, text: about, todo })),
  { maxLength: 25 },
)
const alerts = fc.array(
  text.map((headline) => ({ ...alert, headline })),
  { maxLength: 30 },
)

describe('the room of two printed pages', () => {
  it('is for the first findings and alerts, and what is left out is counted', () => {
    fc.assert(
      fc.property(findings, alerts, (allFindings, allAlerts) => {
        const whole = { ...WHOLE, findings: allFindings, alerts: allAlerts }
        const fitted = fitReport(whole)
        expect(fitted.findings).toEqual(allFindings.slice(0, fitted.findings.length))
        expect(fitted.alerts).toEqual(allAlerts.slice(0, fitted.alerts.length))
        const omissions = [allFindings.length - fitted.findings.length, allAlerts.length - fitted.alerts.length]
        const [omissionNote = ''] = note(whole)
        for (const [index, noun] of ['finding', 'alert'].entries()) {
          const count = omissions[index] ?? 0
          expect(new RegExp(`(?:: |, |and )(\\d+) ${noun}`).exec(omissionNote)?.[1] ?? '0').toBe(String(count))
        }
        expect(fitted.notes).toEqual([...WHOLE.notes, ...note(whole)])
      }),
    )
  })

  it('is for at most ten findings and twelve alerts, however short they are', () => {
    const short = {
      ...WHOLE,
      ...{ steady: [], notes: [], findings: Array.from({ length: 20 }, () => ({ ...finding, text: 'x', todo: 'y' })) },
      alerts: Array.from({ length: 20 }, () => ({ ...alert, headline: 'x', delivered: '' })),
    }
    const fitted = fitReport(short)
    expect([fitted.findings.length, fitted.alerts.length]).toEqual([10, 12])
    expect(note(short)).toEqual(['Left out for room: 10 findings and 8 alerts. They are in drill.html.'])
  })

  it('shrinks with the length of the texts, and leaves room for alerts', () => {
    const sized = (length: number) =>
      fitReport({ ...WHOLE, findings: WHOLE.findings.map((one) => ({ ...one, text: 'x'.repeat(length) })) })
    const counts = [20, 150, 300, 600].map((length) => sized(length).findings.length)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    expect(counts[0]).toBeGreaterThan(counts.at(-1) ?? 0)
    expect(sized(300).alerts.length).toBeGreaterThan(0)
  })

  it('is shared on the first page by surfaces and workflows', () => {
    const lane = WHOLE.lanes[0]
    const row = WHOLE.recoveries[0]
    if (!lane || !row) throw new Error('nothing was played')
    const many = { ...WHOLE, lanes: Array(20).fill(lane), recoveries: Array(20).fill(row) }
    expect([fitReport(many).lanes.length, fitReport(many).recoveries.length]).toEqual([9, 4])
    expect(note(many)[0]).toMatch(/^Left out for room: 11 surfaces, 16 workflows, /)
    const few = { ...WHOLE, lanes: [lane], recoveries: Array(20).fill(row) }
    expect(fitReport(few).recoveries).toHaveLength(12)
  })

  it('changes nothing of a report that fits', () => {
    const small = { ...WHOLE, findings: [finding], alerts: [alert], lanes: WHOLE.lanes.slice(0, 2) }
    expect(fitReport(small)).toEqual(small)
  })
})
