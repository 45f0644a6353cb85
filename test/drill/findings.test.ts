import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Component } from '../../src/drill/component.ts'
import { findingsOf } from '../../src/drill/findings.ts'

const ENDED = Date.UTC(2026, 10, 29, 23, 59)

function component(name: Component['name'], ...points: readonly number[]): Component {
  const outstanding = points.map((value) => ({
    ...{ text: `${name} lost ${value}`, line: 'schedule', todo: 'Probe more often.', points: value },
  }))
  return { name, score: 0, possible: 25, outstanding }
}

describe('the findings of a drill', () => {
  it('are what is missing in all components, the most points first', () => {
    const findings = findingsOf([component('Detect', 1.5, 4), component('Work', 12)], ENDED)
    expect(findings.map(({ component: name, points }) => [name, points])).toEqual([
      ['Work', 12],
      ['Detect', 4],
      ['Detect', 1.5],
    ])
  })

  it.each([
    [25, 'high', '2026-12-13'],
    [5, 'high', '2026-12-13'],
    [4.9, 'medium', '2026-12-29'],
    [2, 'medium', '2026-12-29'],
    [1.9, 'low', '2027-02-27'],
    [0.1, 'low', '2027-02-27'],
  ])('of %f points are %s, and tried again by %s', (points, severity, retestBy) => {
    expect(findingsOf([component('Detect', points)], ENDED)).toMatchObject([{ severity, retestBy }])
  })

  it('name their owner where there is one', () => {
    const [outstanding] = component('Switch', 6).outstanding
    const owned = { ...component('Switch'), outstanding: outstanding ? [{ ...outstanding, owner: 'ana' }] : [] }
    expect(findingsOf([owned], ENDED)[0]?.owner).toBe('ana')
    expect(findingsOf([component('Switch', 6)], ENDED)[0]).not.toHaveProperty('owner')
  })

  it('lose none of what is missing', () => {
    const points = fc.array(
      fc.integer({ min: 1, max: 250 }).map((value) => value / 10),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(points, points, (a, b) => {
        const findings = findingsOf([component('Detect', ...a), component('Return', ...b)], ENDED)
        expect(findings.map((one) => one.points)).toEqual([...a, ...b].toSorted((x, y) => y - x))
      }),
    )
  })
})
