import { afterEach, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()

async function page(path: string) {
  const board = await startTestDashboard(OUTAGE)
  boards.push(board)
  const answer = await fetch(board.url + path, { redirect: 'manual' })
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
}

describe('the range of the live page', () => {
  it('takes any days from the address, and shows them in the form', async () => {
    const { html } = await page('/?from=2026-11-22&to=2026-11-22')
    expect(html).toMatch(/<input id="range-from" name="from" required="" type="text"[^>]* value="2026-11-22"/)
    expect(html).toContain('<span class="edition-name">This time</span>')
    expect(html).toMatch(/22 Nov, 00:00<!-- -->? to|22 Nov, 00:00 to 23 Nov, 00:00/)
    expect(html).not.toContain('aria-current="page"')
  })

  it('takes any times of the configured zone from the address, and shows them in the form', async () => {
    const { html } = await page('/?from=2026-11-22T09:30&to=2026-11-22T11:00')
    expect(html).toMatch(/<input id="range-from"[^>]* value="2026-11-22T09:30"/)
    expect(html).toMatch(/<input id="range-to"[^>]* value="2026-11-22T11:00"/)
    expect(html).toMatch(/22 Nov, 09:30 to [^<]*11:00/)
    const { status, html: refused } = await page('/?from=2026-11-22T24:30')
    expect(status).toBe(400)
    expect(refused).toContain('Expected: a date such as 2026-11-01, or a time such as 2026-11-01T12:00.')
  })

  it('is the same in the part that an open page fetches', async () => {
    const { html } = await page('/parts/trend?from=2026-11-23&to=2026-11-23')
    expect(html).toContain('value="2026-11-23"')
    expect(html).toContain('data-part="trend"')
  })

  it('is refused where it is invalid, by a page with the parameter, its valid values and an example that works', async () => {
    for (const [query, parameter, example] of [
      ['from=2026-02-30', 'from', '/?from=2026-11-16&amp;to=2026-11-22'],
      ['from=x&to=y', 'from', '/?from=2026-11-16&amp;to=2026-11-22'],
      ['from=2026-11-01&to=y', 'to', '/?from=2026-11-16&amp;to=2026-11-22'],
      ['since=5y', 'since', '/?since=24h'],
      ['state=purple', 'state', '/?state=down'],
    ] as const) {
      const { status, html } = await page(`/?${query}`)
      expect([query, status]).toEqual([query, 400])
      expect(html).toContain(`<h1 id="headline">The parameter ${parameter} is not valid.</h1>`)
      expect(html).toMatch(/The address says \w+=[^<]+\. Expected: /)
      expect(html).toContain(`<a href="${example}">`)
      expect((await page(example.replace('&amp;', '&'))).status).toBe(200)
    }
  })

  it('is compared in words with the range before it', async () => {
    const { html } = await page('/?since=6h')
    expect(html).toContain('Against the 6 hours before')
    expect(html).toMatch(/Availability (fell|rose) from [\d.]+ % to [\d.]+ %/)
  })

  it('shows failures by hour and weekday from two days on', async () => {
    expect((await page('/?since=7d')).html).toMatch(
      /Hours of the week.*Runs fail most often between \d\d:00 and \d\d:00/s,
    )
    expect((await page('/?since=24h')).html).not.toContain('Hours of the week')
  })
})
