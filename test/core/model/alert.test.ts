import { describe, expect, it } from 'vitest'
import {
  type Alert,
  type Delivery,
  isEnd,
  isHeldAt,
  isOngoing,
  isOpening,
  isUpdate,
  practisedKind,
  streamOf,
  whyUndelivered,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)

const alert = (changes: object): Alert =>
  ({
    key: 'k',
    kind: 'opened',
    target: 'claude',
    headline: 'h',
    lines: [],
    surfaces: [],
    links: [],
    at: NOW,
    ...changes,
  }) as Alert

describe('the kind of an alert', () => {
  it.each([
    ['opened', { isOpening: true, isOngoing: true, isUpdate: false, isEnd: false }],
    ['changed', { isOpening: false, isOngoing: true, isUpdate: true, isEnd: false }],
    ['reminder', { isOpening: false, isOngoing: true, isUpdate: true, isEnd: false }],
    ['resolved', { isOpening: false, isOngoing: false, isUpdate: false, isEnd: true }],
    ['notice', { isOpening: true, isOngoing: false, isUpdate: false, isEnd: false }],
    ['cleared', { isOpening: false, isOngoing: false, isUpdate: false, isEnd: true }],
    ['trouble', { isOpening: true, isOngoing: false, isUpdate: false, isEnd: false }],
    ['test', { isOpening: false, isOngoing: false, isUpdate: false, isEnd: false }],
    ['proof', { isOpening: false, isOngoing: false, isUpdate: false, isEnd: false }],
  ] as const)('%s says where in its stream it stands, in a drill as in earnest', (kind, expected) => {
    for (const alert of [{ kind }, { kind: 'drill', drillOf: kind }] as readonly Pick<Alert, 'kind' | 'drillOf'>[]) {
      expect(practisedKind(alert)).toBe(kind)
      expect({
        isOpening: isOpening(alert),
        isOngoing: isOngoing(alert),
        isUpdate: isUpdate(alert),
        isEnd: isEnd(alert),
      }).toEqual(expected)
    }
  })

  it('of a drill that names none is a test', () => {
    expect(practisedKind({ kind: 'drill' })).toBe('test')
  })
})

describe('the stream of an alert', () => {
  it('is its incident, else its notice', () => {
    expect(streamOf(alert({ incident: { name: 'claude-1' } }))).toBe('claude-1')
    expect(streamOf(alert({ kind: 'notice', notice: { key: 'claude/login/drift' } }))).toBe('claude/login/drift')
  })

  it('of a drill never is that of a real incident', () => {
    const drilled = streamOf(
      alert({ kind: 'drill', drillOf: 'opened', key: 'drill:x', incident: { name: 'claude-1' } }),
    )
    expect(drilled).not.toBe('claude-1')
  })
})

describe('a delivery', () => {
  it.each<readonly [Pick<Delivery, 'state' | 'holdUntil'>, boolean]>([
    [{ state: 'pending', holdUntil: NOW + 1 }, true],
    [{ state: 'pending', holdUntil: NOW }, false],
    [{ state: 'pending' }, false],
    [{ state: 'sent', holdUntil: NOW + 1 }, false],
    [{ state: 'dead', holdUntil: NOW + 1 }, false],
  ])('is held by its route until a time: %j', (delivery, held) => {
    expect(isHeldAt(delivery, NOW)).toBe(held)
  })

  it('is missing for a reason', () => {
    expect(whyUndelivered({})).toBe('no channel is configured')
    expect(whyUndelivered({ routing: {} as never })).toBe('its channels hold the alerts of this incident')
  })
})
