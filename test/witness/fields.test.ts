import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, POST_STATUSES } from '../../src/core/index.ts'
import { componentStatusOf, listIn, postStatusOf, textOf, timeField } from '../../src/witness/fields.ts'

const T0 = Date.UTC(2026, 4, 4, 10)

describe('a field of a page', () => {
  it.each(COMPONENT_STATUSES)('reads the status %s however it is spelled', (status) => {
    for (const spelling of [
      status,
      status.toUpperCase(),
      status.replaceAll('_', ' '),
      status.replaceAll('_', '-'),
      ` ${status}\n`,
    ]) {
      expect(componentStatusOf(spelling)).toBe(status)
    }
  })

  it.each(POST_STATUSES)('reads the incident status %s in any case', (status) => {
    expect(postStatusOf(status.toUpperCase())).toBe(status)
  })

  it.each([['OK'], ['up'], [''], [null], [undefined], [0], [true], [['operational']], [{ status: 'operational' }]])(
    'takes %j for an unknown status, never for operational',
    (value) => {
      expect(componentStatusOf(value)).toBe('unknown')
    },
  )

  it('reads "resolved" of a component as unknown: it is a status of incidents only', () => {
    expect(componentStatusOf('resolved')).toBe('unknown')
    expect(postStatusOf('operational')).toBe('unknown')
  })

  it.each([
    ['2026-05-04T10:00:00Z', T0],
    ['2026-05-04T12:00:00+02:00', T0],
    ['2026-05-04T10:00:00.250Z', T0 + 250],
  ])('reads the date %s', (text, at) => {
    expect(timeField('at', text)).toEqual({ at })
  })

  it.each([['soon'], [''], [null], [T0], [{}], [undefined]])('leaves out %j, which is no date', (value) => {
    expect(timeField('at', value)).toEqual({})
  })

  it('is a text of at most a thousand characters; a blank one is none', () => {
    expect(textOf('x'.repeat(5_000))).toHaveLength(1_000)
    expect(textOf('abcdef', 3)).toBe('abc')
    expect([textOf(' \t\n'), textOf(''), textOf(null), textOf([]), textOf({})]).toEqual(Array(5).fill(undefined))
    expect(textOf(0)).toBe('0')
  })

  it('is a list only where it is one', () => {
    for (const value of [null, undefined, 7, 'x', { length: 2 }]) expect(listIn(value)).toEqual([])
    expect(listIn([1])).toEqual([1])
  })
})
