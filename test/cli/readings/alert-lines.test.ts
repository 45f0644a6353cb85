import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { alertJson, alertLines, deliveryJson, deliveryWords, wrapped } from '../../../src/cli/readings/alert-lines.ts'
import type { AlertRecord, Delivery } from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5)
const time = (at: number) => new Date(at).toISOString().slice(11, 19)

const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
  ...{ id: 7, alertKey: 'k', channel: 'slack', state: 'sent', attempts: 1, dueAt: NOW, sentAt: NOW + 900 },
  ...changes,
})

const alert = (changes: Partial<AlertRecord> = {}): AlertRecord =>
  ({
    ...{ key: 'claude-1:opened', kind: 'opened', target: 'claude', at: NOW, headline: 'claude: login is DOWN' },
    ...{ lines: [], surfaces: [], links: [], incident: { name: 'claude-1' }, deliveries: [delivery()] },
    ...changes,
  }) as AlertRecord

const options = { columns: 80, time, now: NOW, paint: ((_style: string, text: string) => text) as never }

describe('how far a delivery got, in words', () => {
  it.each<readonly [Partial<Delivery>, string]>([
    [{}, 'sent at 21:05:00'],
    [{ rung: 'visible', serviceId: '1187' }, 'visible at 21:05:00, id 1187'],
    [{ attempts: 3 }, 'sent at 21:05:00, 3 attempts'],
    [{ lastError: '1 of 2 refused' }, 'partly sent at 21:05:00: 1 of 2 refused'],
    [{ state: 'dead', attempts: 9, lastError: 'HTTP 404' }, 'given up at 21:05:00, 9 attempts: HTTP 404'],
    [{ state: 'pending', attempts: 0 }, 'waiting at 21:05:00'],
    [{ state: 'pending', attempts: 0, holdUntil: NOW + 60_000 }, 'held at 21:05:00, until 21:06:00'],
    [{ state: 'pending', attempts: 0, holdUntil: NOW }, 'waiting at 21:05:00'],
    [{ state: 'pending', attempts: 2, dueAt: NOW + 5_000 }, 'waiting at 21:05:00, 2 attempts, next at 21:05:05'],
    [
      { state: 'pending', attempts: 1, refusedAt: NOW },
      'refused at 21:05:00, since 21:05:00, 1 attempt, next at 21:05:00',
    ],
  ])('%j is %s', (changes, words) => {
    expect(deliveryWords(delivery(changes), { now: NOW, time })).toBe(words)
  })

  it('has no time of a delivery that was not sent', () => {
    const { sentAt: _, ...unsent } = delivery({ state: 'pending', attempts: 0 })
    expect(deliveryWords(unsent, { now: NOW, time })).toBe('waiting')
  })
})

describe('an alert as lines', () => {
  it('has its time, kind and incident, its headline, and a line for each channel', () => {
    const deliveries = [delivery(), delivery({ channel: 'night-watch', rung: 'accepted' })]
    expect(alertLines(alert({ deliveries }), options)).toEqual([
      '21:05:00  opened  claude-1',
      '  claude: login is DOWN',
      '  slack        sent at 21:05:00',
      '  night-watch  accepted at 21:05:00',
    ])
  })

  it('says why nothing was sent', () => {
    expect(alertLines(alert({ deliveries: [] }), options).at(-1)).toBe('  not sent: no channel is configured')
  })

  it('wraps what does not fit behind the name of its channel', () => {
    const lines = alertLines(alert({ deliveries: [delivery({ lastError: 'word '.repeat(40) })] }), options)
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines.slice(3)) expect(line).toMatch(/^ {11}word/)
  })

  it('never is wider than the terminal, whatever was written', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 200 })
    fc.assert(
      fc.property(texts, texts, fc.integer({ min: 60, max: 120 }), (headline, lastError, columns) => {
        for (const line of alertLines(alert({ headline, deliveries: [delivery({ lastError })] }), {
          ...options,
          columns,
        }))
          expect(stringWidth(line)).toBeLessThanOrEqual(columns + 1)
      }),
      { numRuns: 40 },
    )
  })
})

describe('an alert as JSON', () => {
  it('has ISO times, its incident by name and no ids of the database', () => {
    expect(alertJson(alert())).toEqual({
      ...{ key: 'claude-1:opened', kind: 'opened', target: 'claude', at: '2026-11-23T21:05:00.000Z' },
      ...{ headline: 'claude: login is DOWN', incident: 'claude-1' },
      deliveries: [{ channel: 'slack', state: 'sent', attempts: 1, sentAt: '2026-11-23T21:05:00.900Z' }],
    })
  })

  it('says when the next attempt is due only while there is one', () => {
    expect(deliveryJson(delivery({ state: 'pending' }))).toHaveProperty('dueAt', '2026-11-23T21:05:00.000Z')
    expect(deliveryJson(delivery({ state: 'dead' }))).not.toHaveProperty('dueAt')
  })
})

describe('a text in lines', () => {
  it.each([
    ['a  b\nc', 80, '', ['a b c']],
    ['', 80, '  ', ['']],
    ['x'.repeat(25), 20, '', ['x'.repeat(20), 'xxxxx']],
    ['one two', 5, '  ', ['  one two']],
  ])('of %j within %d cells', (text, columns, indent, lines) => {
    expect(wrapped(text, columns, indent)).toEqual(lines)
  })
})
