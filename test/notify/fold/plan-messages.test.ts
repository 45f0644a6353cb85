import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChannelQueue, MINUTE, RECENT_MESSAGES_MS, SECOND } from '../../../src/core/index.ts'
import {
  MOST_ALERTS,
  MOST_RECENT,
  messageKey,
  planMessages,
  UPDATES_EVERY_MS,
} from '../../../src/notify/fold/plan-messages.ts'

const NOW = Date.UTC(2026, 10, 23, 21)

/** Deliveries of the streams, in order. */
const waitingOf = (...streams: readonly string[]): ChannelQueue['waiting'] =>
  streams.map((stream, index) => ({ id: index + 1, alertKey: `${stream}:${index}`, stream, isUpdate: false }))
const updatesOf = (...streams: readonly string[]) =>
  waitingOf(...streams).map((delivery) => ({ ...delivery, isUpdate: true }))

const queue = (more: Partial<ChannelQueue>): ChannelQueue => ({
  ...{ channel: 'slack', waiting: waitingOf('a'), recent: [], updatedAt: new Map<string, number>(), unsent: 0 },
  ...more,
})

const sizes = (more: Partial<ChannelQueue>, now = NOW) =>
  planMessages(queue(more), now).map(({ deliveries }) => deliveries.length)

describe('the plan of messages', () => {
  it('sends a single alert at once, under its own key', () => {
    expect(planMessages(queue({}), NOW)).toEqual([{ key: 'a:0', deliveries: [1] }])
  })

  it('plans nothing where nothing waits', () => {
    expect(sizes({ waiting: [] })).toEqual([])
  })

  it('puts all that waits of one incident into one message', () => {
    expect(planMessages(queue({ waiting: waitingOf('a', 'a', 'a') }), NOW)).toEqual([
      { key: 'folded:3:a:2', deliveries: [1, 2, 3] },
    ])
  })

  it('gives two incidents a message each, and folds three', () => {
    expect(sizes({ waiting: waitingOf('a', 'b', 'a') })).toEqual([2, 1])
    expect(sizes({ waiting: waitingOf('a', 'b', 'c') })).toEqual([3])
  })

  it('waits longer after each of the last messages', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => {
      const recent = Array.from({ length: count }, () => NOW)
      return [...Array(60).keys()].find((second) => sizes({ recent }, NOW + second * SECOND).length > 0)
    })
    expect(waits).toEqual([0, 2, 5, 10, 20, 30, 30, 30, 30, 30])
  })

  it('plans nothing after ten messages in two minutes, and folds two incidents where one message is left', () => {
    const recent = (count: number) => Array.from({ length: count }, (_, index) => NOW - MINUTE - index)
    expect(sizes({ recent: recent(MOST_RECENT) })).toEqual([])
    expect(sizes({ recent: recent(MOST_RECENT - 1), waiting: waitingOf('a', 'b') })).toEqual([2])
    expect(sizes({ recent: recent(MOST_RECENT - 1), unsent: 1 })).toEqual([])
  })

  it('plans nothing while three messages are unsent, and folds two incidents where two are', () => {
    expect(sizes({ unsent: 3 })).toEqual([])
    expect(sizes({ unsent: 2, waiting: waitingOf('a', 'b') })).toEqual([2])
  })

  it('leaves what exceeds the size of a message for the next', () => {
    const waiting = waitingOf(...Array.from({ length: MOST_ALERTS + 5 }, (_, index) => `s${index}`))
    expect(sizes({ waiting })).toEqual([MOST_ALERTS])
  })

  it('sends the first update of an incident at once, and the next ones together after two minutes', () => {
    expect(sizes({ waiting: updatesOf('a') })).toEqual([1])
    const updatedAt = new Map([['a', NOW - MINUTE]])
    expect(sizes({ waiting: updatesOf('a', 'a'), updatedAt })).toEqual([])
    expect(sizes({ waiting: updatesOf('a', 'a'), updatedAt }, NOW + MINUTE - 1)).toEqual([])
    expect(sizes({ waiting: updatesOf('a', 'a'), updatedAt }, NOW + MINUTE)).toEqual([2])
  })

  it('sends an opening or an end at once, with the updates of its incident that wait', () => {
    const updatedAt = new Map([['a', NOW - SECOND]])
    const [end, ...updates] = [...waitingOf('a'), ...updatesOf('a', 'a').map((one) => ({ ...one, id: one.id + 1 }))]
    expect(sizes({ waiting: [...updates, ...(end ? [end] : [])], updatedAt })).toEqual([3])
  })

  it('holds the updates of an incident back from no other incident, and not longer for its sake', () => {
    const updatedAt = new Map([['a', NOW - SECOND]])
    const waiting = [...updatesOf('a'), ...waitingOf('x', 'b').slice(1)]
    expect(planMessages(queue({ waiting, updatedAt }), NOW)).toEqual([{ key: 'b:1', deliveries: [2] }])
  })

  it('sends no more than ten messages in any two minutes, whatever comes when, and nothing twice', () => {
    const arrivals = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 300 }),
        stream: fc.integer({ max: 40, min: 0 }),
        isUpdate: fc.boolean(),
      }),
      {
        maxLength: 300,
      },
    )
    fc.assert(
      fc.property(arrivals, (coming) => {
        const sent: number[] = []
        const keys = new Set<string>()
        const updatedAt = new Map<string, number>()
        let waiting: ChannelQueue['waiting'] = []
        for (let second = 0; second <= 460; second += 1) {
          const now = NOW + second * SECOND
          waiting = [
            ...waiting,
            ...coming.flatMap(({ at, stream, isUpdate }, id) =>
              at === second ? [{ id, alertKey: `${stream}:${id}`, stream: String(stream), isUpdate }] : [],
            ),
          ]
          const recent = sent.filter((at) => at > now - RECENT_MESSAGES_MS)
          const planned = planMessages(queue({ waiting, recent, updatedAt }), now)
          for (const message of planned) noteUpdates(message.deliveries, { waiting, updatedAt, now })
          const taken = planned.flatMap(({ deliveries }) => deliveries)
          waiting = waiting.filter(({ id }) => !taken.includes(id))
          for (const { key } of planned) {
            expect(keys.has(key)).toBe(false)
            keys.add(key)
            sent.push(now)
          }
          expect(sent.filter((at) => at > now - RECENT_MESSAGES_MS).length).toBeLessThanOrEqual(MOST_RECENT)
        }
        expect(waiting).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

/** What the store keeps; fails where a message with nothing but updates of an incident comes within two minutes of another. */
function noteUpdates(
  ids: readonly number[],
  { waiting, updatedAt, now }: { waiting: ChannelQueue['waiting']; updatedAt: Map<string, number>; now: number },
): void {
  const parts = waiting.filter(({ id }) => ids.includes(id))
  for (const stream of new Set(parts.map((one) => one.stream))) {
    const ofStream = parts.filter((one) => one.stream === stream)
    const last = updatedAt.get(stream) ?? Number.NEGATIVE_INFINITY
    if (ofStream.every(({ isUpdate }) => isUpdate)) expect(now - last).toBeGreaterThanOrEqual(UPDATES_EVERY_MS)
    if (ofStream.some(({ isUpdate }) => isUpdate)) updatedAt.set(stream, now)
  }
}

describe('the key of a message', () => {
  it('is that of its only alert, or names how many alerts it has and the last', () => {
    expect(messageKey(['a:opened'])).toBe('a:opened')
    expect(messageKey(['a:opened', 'b:opened'])).toBe('folded:2:b:opened')
  })
})
