import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RequestList, RequestView } from '../../../dashboards/model/requests.ts'
import { Requests } from '../../../dashboards/parts/requests.tsx'
import { anyRequest, requestOf } from '../../support/requests.ts'
import { HOSTILE, html, text } from '../kit.ts'

const draw = (list: RequestList, more: { offsetMs?: number; longest?: number; open?: boolean } = {}) =>
  Requests({ list, offsetMs: 0, longest: 1_000, open: false, ...more })
const many = (count: number): RequestList => ({
  rows: Array.from({ length: count }, (_, index) => requestOf(`a.example/${index}`)),
  leftOut: 0,
})
/** Start and width of each bar, in shares of the scale. */
const barsIn = (drawn: unknown) =>
  [...html(drawn).matchAll(/<rect class="[^"]*" x="(\d+)" width="(\d+)"/g)].map(([, x, width]) => [
    Number(x) / 400,
    Number(width) / 400,
  ])

describe('the requests of a step', () => {
  it('have a bar where they were sent on the scale of the run, with their result in words', () => {
    const rows = [
      requestOf('app.example/', { offsetMs: 0, durationMs: 250, bytes: 4_000 }),
      requestOf('app.example/api', { method: 'POST', status: 529, offsetMs: 250, durationMs: 500 }),
    ]
    const drawn = draw({ rows, leftOut: 0 }, { offsetMs: 250 })
    expect(barsIn(drawn)).toEqual([
      [0.25, 0.25],
      [0.5, 0.5],
    ])
    expect(text(drawn)).toContain('POST app.example/api')
    expect(text(drawn)).toContain('529, 500 ms')
    expect(text(drawn)).toContain('fetch; 4.0 kB')
    expect(html(drawn)).toContain('<title>POST app.example/api: 529, 500 ms, from 500 ms</title>')
    expect(html(drawn)).toMatch(/<li class="request is-failed">.*class="s-529"/s)
  })

  it('are marked in words, signs and outlines where only one of two runs sent them', () => {
    const rows: readonly RequestView[] = [
      { ...requestOf('new.example/'), change: 'added' },
      { ...requestOf('lost.example/', { durationMs: 80 }), change: 'lost' },
    ]
    const drawn = draw({ rows, leftOut: 0 })
    expect(html(drawn)).toMatch(/<li class="request is-answered is-added">/)
    expect(html(drawn)).toMatch(/<li class="request is-lost">.*class="outline"/s)
    expect(text(drawn)).toMatch(/not in the last good run/)
    expect(text(drawn)).toMatch(/not sent ?last good run: 200, 80 ms/)
  })

  it('are folded or not as their page asks, with what they hold in the summary', () => {
    expect(html(draw(many(13), { open: true }))).toMatch(/<details class="requests" open/)
    expect(html(draw(many(13)))).toMatch(/<details class="requests"><summary>13 requests<\/summary>/)
  })

  it('say how many are not stored, and draw nothing where there are none', () => {
    expect(text(draw({ ...many(2), leftOut: 1 }))).toContain('1 more is not stored')
    expect(text(draw({ ...many(2), leftOut: 1_200 }))).toContain('1,200 more are not stored')
    expect(html(draw({ rows: [], leftOut: 0 }))).toBe('')
  })

  it('are text, whatever a page put into them', () => {
    const rows = [requestOf(HOSTILE, { method: HOSTILE, failure: HOSTILE, type: HOSTILE })]
    expect(html(draw({ rows, leftOut: 0 }))).not.toContain('<img')
    expect(html(draw({ rows, leftOut: 0 }))).toContain('&lt;img')
  })

  it('never leave the chart, however long they are', () => {
    fc.assert(
      fc.property(
        fc.array(anyRequest, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 9e4 }),
        (rows, longest) => {
          for (const [x = 0, width = 0] of barsIn(draw({ rows, leftOut: 0 }, { offsetMs: 7, longest }))) {
            expect(width).toBeGreaterThan(0)
            expect(x + width).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})
