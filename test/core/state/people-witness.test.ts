import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  MINUTE,
  type PersonReport,
  peopleBySurface,
  peopleText,
  peopleWitnesses,
  REPORTED_TROUBLES,
  type ReportedTrouble,
  reportedText,
  witnessesOf,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 2, 2, 12)

function report(reporter: number, changes: Partial<PersonReport> = {}): PersonReport {
  return {
    ...{ at: NOW - MINUTE, target: 'claude', surface: 'cli', trouble: 'server_error', via: 'hook' },
    reporter: reporter.toString(16).padStart(16, '0'),
    ...changes,
  }
}

const surfaces = (reports: readonly PersonReport[]) => peopleWitnesses(reports, NOW).map(({ surface }) => surface)

describe('people as a witness', () => {
  it('are three different ones within ten minutes', () => {
    expect(peopleWitnesses([report(1), report(2), report(3, { at: NOW })], NOW)).toEqual([
      { surface: 'claude/cli', people: 3, since: NOW - MINUTE, last: NOW },
    ])
    expect(surfaces([report(1), report(2)])).toEqual([])
    expect(surfaces([report(1), report(1), report(1), report(2)])).toEqual([])
    expect(surfaces([report(1), report(2), report(3, { at: NOW - 10 * MINUTE })])).toEqual([])
  })

  it('are each counted for the surface they name', () => {
    expect(surfaces([report(1), report(2), report(3, { surface: 'chat' })])).toEqual([])
  })

  it.each(['billing_error', 'invalid_request', 'max_output_tokens'] as const)(
    'do not count for what is ours: %s',
    (trouble) => {
      expect(surfaces([1, 2, 3, 4].map((one) => report(one, { trouble })))).toEqual([])
    },
  )

  it('whose key is rejected are a witness for the sign-in from three on, and one alone for nothing', () => {
    const rejected = (one: number) => report(one, { trouble: 'authentication_failed' })
    expect(surfaces([rejected(1)])).toEqual([])
    expect(surfaces([rejected(1), rejected(1), rejected(1)])).toEqual([])
    expect(surfaces([rejected(1), rejected(2), rejected(3)])).toEqual(['claude/login'])
  })

  it('are never more than those who reported, and never fewer than three', () => {
    const any = fc.record({
      person: fc.nat(5),
      at: fc.integer({ min: NOW - 30 * MINUTE, max: NOW + MINUTE }),
      trouble: fc.constantFrom<ReportedTrouble>(...REPORTED_TROUBLES),
      surface: fc.constantFrom('cli', 'chat'),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), (made) => {
        const reports = made.map(({ person, ...rest }) => report(person, rest))
        for (const { people, since, last } of peopleWitnesses(reports, NOW)) {
          expect(people).toBeGreaterThanOrEqual(3)
          expect(people).toBeLessThanOrEqual(new Set(reports.map(({ reporter }) => reporter)).size)
          expect(last).toBeLessThanOrEqual(NOW)
          expect(since).toBeGreaterThan(NOW - 10 * MINUTE)
        }
      }),
    )
  })
})

describe('what people reported', () => {
  it('counts different people by surface, few or many, those with the newest report first', () => {
    const reports = [
      report(1, { at: NOW - 50 * MINUTE }),
      report(1, { at: NOW - 40 * MINUTE }),
      report(2, { at: NOW - 30 * MINUTE, surface: 'api' }),
      report(3, { at: NOW - 20 * MINUTE, trouble: 'billing_error' }),
    ]
    expect(peopleBySurface(reports)).toEqual([
      { surface: 'claude/api', people: 1, since: NOW - 30 * MINUTE, last: NOW - 30 * MINUTE },
      { surface: 'claude/cli', people: 1, since: NOW - 50 * MINUTE, last: NOW - 40 * MINUTE },
    ])
  })

  it('is said with a time, in the zone of the reader where one is given', () => {
    const witness = { surface: 'claude/cli', people: 3, since: NOW - MINUTE, last: NOW }
    expect(peopleText(witness)).toBe('3 people report claude/cli since 11:59:00 UTC')
    expect(peopleText(witness, 'Europe/Berlin')).toMatch(/since 12:59:00 /)
    expect(reportedText(witness)).toBe('3 people reported claude/cli, the last at 12:00:00 UTC on Mon 02 Mar 2026')
    expect(reportedText({ ...witness, people: 1 })).toMatch(/^1 person reported /)
  })

  it('belongs to a target', () => {
    const of = (surface: string) => ({ surface, people: 3, since: NOW, last: NOW })
    expect(witnessesOf([of('claude/cli'), of('claude2/cli')], 'claude')).toEqual([of('claude/cli')])
  })
})
