import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runPath, TRIGGERS } from '../../../src/core/index.ts'

it('names target, probe, slot and trigger in the path of a run, whatever they are called', () => {
  expect(runPath({ target: 'sandbox', probe: 'login', scheduledAt: 1_772_449_200_000, trigger: 'schedule' })).toBe(
    '/runs/sandbox/login/1772449200000-schedule',
  )
  const name = fc.string({ minLength: 1, unit: 'grapheme' })
  fc.assert(
    fc.property(name, name, fc.nat(), fc.constantFrom(...TRIGGERS), (target, probe, scheduledAt, trigger) => {
      const parts = runPath({ target, probe, scheduledAt, trigger }).split('/')
      expect(parts.map(decodeURIComponent)).toEqual(['', 'runs', target, probe, `${scheduledAt}-${trigger}`])
    }),
  )
})
