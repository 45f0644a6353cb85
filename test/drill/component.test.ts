import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Check, check, componentOf, ofWorkflow, tenths } from '../../src/drill/component.ts'

const missing = (text: string) => ({ text, line: 'workflows[0].fallback', todo: 'Prove it.' })

const anyCheck: fc.Arbitrary<Check> = fc
  .record({ points: fc.double({ min: 0, max: 25, noNaN: true }), won: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map((one) => (one.won === 1 ? one : { ...one, missing: missing(`lost ${one.points}`) }))

describe('a component of the score', () => {
  it('has the points of its checks, and what is missing with the most points first', () => {
    const component = componentOf('Work', [
      { points: 10, won: 0.8, missing: missing('a little') },
      check(5, true, missing('nothing')),
      check(4, false, missing('all of it')),
    ])
    expect(component).toEqual({
      ...{ name: 'Work', score: 13, possible: 19 },
      outstanding: [
        { ...missing('all of it'), points: 4 },
        { ...missing('a little'), points: 2 },
      ],
    })
  })

  it('is worth nothing without checks: what did not occur counts neither way', () => {
    expect(componentOf('Return', [])).toEqual({ name: 'Return', score: 0, possible: 0, outstanding: [] })
  })

  it('leaves out what is missing of less than a twentieth of a point', () => {
    const component = componentOf('Work', [{ points: 1, won: 0.96, missing: missing('hardly anything') }])
    expect(component.outstanding).toEqual([])
  })

  it('never has more than is possible, and lacks at most what it has not', () => {
    fc.assert(
      fc.property(fc.array(anyCheck, { maxLength: 12 }), (checks) => {
        const { score, possible, outstanding } = componentOf('Detect', checks)
        expect(score).toBeLessThanOrEqual(possible)
        const lost = outstanding.reduce((sum, { points }) => sum + points, 0)
        // Each is rounded to a tenth by itself.
        expect(Math.abs(possible - score - lost)).toBeLessThanOrEqual(0.05 * (checks.length + 2) + 1e-9)
        expect(outstanding.map(({ points }) => points)).toEqual(
          outstanding.map(({ points }) => points).toSorted((a, b) => b - a),
        )
      }),
    )
  })
})

describe('the workflow of missing points', () => {
  it('is named with its owner, where it has one', () => {
    expect(ofWorkflow({ name: 'review', owner: 'ana' })).toEqual({ workflow: 'review', owner: 'ana' })
    expect(ofWorkflow({ name: 'review' })).toStrictEqual({ workflow: 'review' })
  })
})

describe('a number with one decimal', () => {
  it.each([
    [0.05, 0.1],
    [0.04, 0],
    [12.34, 12.3],
    [-16.66, -16.7],
    [0.1 + 0.2, 0.3],
  ])('of %f is %f', (value, rounded) => {
    expect(tenths(value)).toBe(rounded)
  })
})
