import { describe, expect, it } from 'vitest'
import type { TimelineRow } from '../../../dashboards/model/incident-page.ts'
import { FullTimeline } from '../../../dashboards/parts/full-timeline.tsx'
import { RangeSwitch } from '../../../dashboards/parts/range-switch.tsx'
import { DAY, MINUTE } from '../../../src/core/index.ts'
import { HOSTILE, html, links, NOW, text, view } from '../kit.ts'

const row = (changes: Partial<TimelineRow> = {}): TimelineRow =>
  ({ at: NOW, kind: 'opened', text: 'Declared: login is down.', ...changes }) as TimelineRow

const timeline = (...rows: readonly TimelineRow[]) => FullTimeline({ rows, view: view() })

describe('the whole timeline of an incident', () => {
  it('names the day where a new one begins', () => {
    const output = text(timeline(row({ at: NOW - DAY }), row({ at: NOW - DAY + MINUTE }), row()))
    expect(output).toContain('22 Nov 21:05:00')
    expect(output).toContain('23 Nov 21:05:00')
    expect(output.match(/22 Nov/g)).toHaveLength(1)
  })

  it('has the look of the state that a row leads to', () => {
    expect(html(timeline(row({ state: 'down' } as never)))).toContain('<li class="is-down">')
    expect(html(timeline(row()))).toContain('<li class="is-opened">')
  })

  it('says what became of an alert on each channel', () => {
    const deliveries = [
      { channel: 'slack', state: 'sent', rung: 'visible', at: NOW + 900 },
      { channel: 'pager', state: 'dead', error: 'HTTP 404' },
    ]
    const output = text(timeline(row({ deliveries } as never)))
    expect(output).toContain('slack: visible after 900 ms')
    expect(output).toContain('pager: given up (HTTP 404)')
  })

  it.each(['no channel is configured', 'its channels hold the alerts of this incident'])(
    'says why an alert was not sent: %s',
    (undelivered) => {
      expect(text(timeline(row({ deliveries: [], undelivered })))).toContain(`Not sent: ${undelivered}.`)
    },
  )

  it('gives no reason where none is stored for an alert that was not sent', () => {
    expect(text(timeline(row({ deliveries: [] })))).toContain('Not sent.')
  })

  it('shows what others wrote as text', () => {
    expect(html(timeline(row({ text: HOSTILE, more: [HOSTILE] } as never)))).not.toContain('<img')
  })
})

describe('the choice of a range', () => {
  it('is not there in a saved report', () => {
    expect(html(RangeSwitch({ view: view({ live: false }) }))).toBe('')
  })

  it('links to the same page over other ranges, and marks the chosen one', () => {
    const output = RangeSwitch({ view: view({ filter: { text: 'cla', state: 'down' } }) })
    expect(links(output)).toEqual(['/?since=24h&q=cla&state=down', '/?since=7d&q=cla&state=down'])
    expect(html(output).match(/aria-current="page"/g)).toHaveLength(1)
  })

  it('keeps the filter in its form of days, and the days that were typed', () => {
    const between = { from: '2026-11-01', to: '2026-11-08T10:00' }
    const markup = html(RangeSwitch({ view: view({ between, filter: { text: '"x' } }) }))
    expect(markup).toContain('name="q" value="&quot;x"')
    expect(markup).toMatch(/name="from" required="" type="text" [^>]*value="2026-11-01"/)
    expect(markup).toMatch(/name="to" type="text" [^>]*value="2026-11-08T10:00"/)
  })
})
