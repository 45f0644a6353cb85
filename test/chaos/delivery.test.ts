import { expect, it } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { auditDeliveries } from './delivery/audit.ts'
import { killAroundDelivery } from './delivery/kill-around-delivery.ts'
import type { Taken } from './delivery/receiver.ts'

it('delivers every alert in order through a dozen kills around its sends', async () => {
  const result = await killAroundDelivery(randomFrom(5), { kills: 12, channels: 12, share: 0.2 })
  expect(result.wrong).toEqual([])
  expect(result.kills).toBe(12)
  expect(result.alerts).toBeGreaterThan(0)
}, 600_000)

const taken = (key: string, life: number, alertKeys = [key]): Taken => ({ channel: 'a', key, alertKeys, life })

it.each([
  ['an alert that did not arrive', [taken('1', 0)], 'a: 2 did not arrive'],
  ['an alert that overtook an older one', [taken('2', 0), taken('1', 0)], 'a: 2 arrived before an older alert'],
  ['a copy without a kill', [taken('1', 0), taken('1', 0), taken('2', 0)], 'a: 1 was sent twice'],
  ['a copy of a message that was not in flight', [taken('1', 0), taken('2', 0), taken('1', 1)], 'a: 1 was sent twice'],
  ['an alert under two keys', [taken('1', 0), taken('f', 1, ['1', '2'])], 'a: 1 repeats an alert'],
])('finds %s', (_title, messages, text) => {
  expect(auditDeliveries([['1', '2']], ['a'], messages).wrong.join()).toContain(text)
})

it('explains a copy by the kill of the process that sent the first', () => {
  expect(auditDeliveries([['1', '2']], ['a'], [taken('1', 0), taken('1', 1), taken('2', 1)])).toEqual({
    duplicates: 1,
    wrong: [],
  })
})
