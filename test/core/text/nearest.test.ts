import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/core/index.ts'

const KEYS = ['schedule', 'targets', 'location', 'retention']

describe('the nearest candidate of a mistyped word', () => {
  it.each([
    ['shedule', 'schedule'],
    ['TARGETS', 'targets'],
    ['locatoin', 'location'],
    ['retenshun', 'retention'],
  ])('of %s is %s', (word, candidate) => {
    expect(nearest(word, KEYS)).toBe(candidate)
  })

  it('does not exist for a word that resembles none, or without candidates', () => {
    expect(nearest('webhook', KEYS)).toBeUndefined()
    expect(nearest('schedule', [])).toBeUndefined()
  })
})
