import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisplayState, SurfaceView } from '../../dashboards/model/model.ts'
import { filterIn } from '../../src/report/filter.ts'
import { crowdSentences } from '../../src/report/headline-crowd.ts'
import { isQueryProblem } from '../../src/report/query-problem.ts'

/** This number of surfaces in each state, each of another target. */
function crowd(counts: Partial<Record<DisplayState, number>>): SurfaceView[] {
  return Object.entries(counts).flatMap(([standing, count]) =>
    Array.from({ length: count }, (_none, index) => ({ target: `t${index}`, title: 'API', standing }) as SurfaceView),
  )
}

const text = (counts: Partial<Record<DisplayState, number>>) => crowdSentences(crowd(counts)).join(' ')

describe('many surfaces in a sentence', () => {
  it.each([
    [{ operational: 40 }, '40 of 40 surfaces are operational.'],
    [{ down: 1, operational: 39 }, 't0 API is down. 39 of 40 surfaces are operational.'],
    [
      { down: 2, degraded: 1, operational: 9 },
      't0 API is down, t1 API is down, t0 API is degraded. Nine of twelve surfaces are operational.',
    ],
    [
      { down: 3, degraded: 1, operational: 997 },
      'Three surfaces are down, one is degraded. 997 of 1,001 surfaces are operational.',
    ],
    [{ degraded: 4, operational: 1 }, 'Four surfaces are degraded. One of five surfaces is operational.'],
    [{ down: 1_400 }, '1,400 surfaces are down.'],
    [{ unknown: 10, operational: 5 }, 'The state of ten surfaces is unknown. Five of 15 surfaces are operational.'],
    [{ waiting: 1 }, 'Waiting for the first result of one surface.'],
    [{ maintenance: 1, operational: 20 }, 'One surface is under maintenance. 20 of 21 surfaces are operational.'],
  ] as const)('%j is %j', (counts, words) => {
    expect(text(counts)).toBe(words)
  })

  it('begins with what is broken, whatever else there is', () => {
    const count = fc.nat(30)
    fc.assert(
      fc.property(count, count, count, count, (down, degraded, unknown, operational) => {
        const first = crowdSentences(crowd({ operational, unknown, degraded, down }))[0] ?? ''
        if (down > 0) expect(first).toMatch(/down/)
        else if (degraded > 0) expect(first).toMatch(/degraded/)
        else if (unknown > 0) expect(first).toMatch(/unknown/)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the filter of an address', () => {
  it.each([
    [{}, {}],
    [{ q: '', state: '' }, {}],
    [{ q: '  claude/  api ' }, { text: 'claude/ api' }],
    [
      { q: 'x', state: 'down' },
      { text: 'x', state: 'down' },
    ],
    [{ state: 'waiting' }, { state: 'waiting' }],
    [{ state: 'broken' }, expect.objectContaining({ parameter: 'state', value: 'broken' })],
    [{ state: 'DOWN' }, expect.objectContaining({ parameter: 'state', value: 'DOWN' })],
  ])('%j is %j', (query, filter) => {
    expect(filterIn(query)).toEqual(filter)
  })

  it('has at most a hundred characters of one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (q) => {
        const filter = filterIn({ q })
        if (isQueryProblem(filter)) throw new Error('refused')
        const { text: line = '' } = filter
        expect(line.length).toBeLessThanOrEqual(100)
        expect(line).not.toMatch(/[\n\r\t]/)
      }),
    )
  })
})
