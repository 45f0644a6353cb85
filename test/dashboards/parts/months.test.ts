import { describe, expect, it } from 'vitest'
import type { MonthCell, MonthsView } from '../../../dashboards/model/period.ts'
import { Months } from '../../../dashboards/parts/months.tsx'
import { html, links, text, view } from '../kit.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'
const cellOf = (runs: number, failed: number): MonthCell => {
  return { runs, failed, ...(runs === 0 ? {} : { availability: 1 - failed / runs }) }
}

function months(cells: readonly MonthCell[], titles: readonly string[] = ['Login', 'Chat']): MonthsView {
  return {
    surfaces: titles.map((title, index) => ({ target: 'claude', surface: `s${index}`, title })),
    months: [{ name: '2026-03', title: 'March 2026', cells }],
    finding: 'Lowest: Login in March 2026, 97.2 %',
  }
}

describe('the months of a report', () => {
  it('lead to the pages of the months on a live page, and are text in a file', () => {
    const rows = months([cellOf(1_000, 28), cellOf(1_000, 0)])
    expect(links(Months({ months: rows, view: view() }))).toEqual(Array(3).fill('/months/2026-03'))
    expect(links(Months({ months: rows, view: view({ live: false }) }))).toEqual([])
    expect(text(Months({ months: rows, view: view({ live: false }) }))).toContain('March 2026 97.2 % 100 %')
  })

  it.each([
    [cellOf(0, 0), 0],
    [cellOf(10_000, 0), 0],
    [cellOf(10_000, 1), 1],
    [cellOf(10_000, 20), 2],
    [cellOf(10_000, 200), 3],
    [cellOf(10_000, 600), 4],
  ])('underline a number the more, the more runs failed: %j', (cell, level) => {
    expect(html(Months({ months: months([cell], ['Login']), view: view() }))).toContain(`class="number m-${level}"`)
  })

  it('have the number of failed runs, and a dash without a measurement', () => {
    const drawn = Months({ months: months([cellOf(1_440, 3), cellOf(0, 0)]), view: view() })
    expect(html(drawn)).toContain('title="3 of 1,440 runs failed"')
    expect(text(drawn)).toContain('99.79 % –')
  })

  it('name the target only where there are several, and hold names as text', () => {
    const rows = months([cellOf(1, 0), cellOf(1, 0)], [HOSTILE, 'Chat'])
    expect(html(Months({ months: rows, view: view() }))).not.toContain('<img')
    expect(text(Months({ months: rows, view: view() }))).not.toContain('claude')
    const surfaces = rows.surfaces.map((one, index) => ({ ...one, target: index === 0 ? 'claude' : 'openai' }))
    expect(text(Months({ months: { ...rows, surfaces }, view: view() }))).toContain('openai Chat')
  })

  it('are not there in a short range', () => {
    expect(Months({ months: undefined, view: view() })).toBeNull()
  })
})
