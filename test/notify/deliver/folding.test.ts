import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Alert, isUpdate, RECENT_MESSAGES_MS } from '../../../src/core/index.ts'
import { UPDATES_EVERY_MS } from '../../../src/notify/fold/plan-messages.ts'
import type { Message } from '../../../src/notify/index.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { inMemory, inSqlite, play, STEPS, type Step, type Storage, type World } from './folding-world.ts'

const partsOf = ({ parts, ...alert }: Message): readonly Alert[] => parts ?? [alert]

/** Every alert arrived, after the older ones of its incident. */
async function expectAllInOrder({ storage, taken }: World): Promise<void> {
  const arrived = new Map<string, number>()
  for (const [index, { message }] of taken.entries()) {
    for (const { key } of partsOf(message)) if (!arrived.has(key)) arrived.set(key, index)
  }
  const last = new Map<string, number>()
  for (const { alert, state } of await storage.deliveries()) {
    const at = arrived.get(alert.key)
    expect([alert.key, state, at === undefined]).toEqual([alert.key, 'sent', false])
    expect(at).toBeGreaterThanOrEqual(last.get(alert.target) ?? 0)
    last.set(alert.target, at ?? 0)
  }
}

/** A key always stands for the same alerts, and an alert always goes in the same message. */
async function expectStableMessages({ storage, taken }: World): Promise<void> {
  const contents = new Map<string, string>()
  for (const { message } of taken) {
    const keys = JSON.stringify(partsOf(message).map(({ key }) => key))
    expect(contents.get(message.key) ?? keys).toBe(keys)
    contents.set(message.key, keys)
  }
  const sent = [...contents.values()].flatMap((keys) => JSON.parse(keys) as string[])
  expect(new Set(sent).size).toBe(sent.length)
  for (const { alert, message } of await storage.deliveries()) {
    expect(contents.get(message)).toContain(`"${alert.key}"`)
  }
}

/** No two minutes bring more than ten messages. */
function expectPace({ taken }: World): void {
  for (const { at: from } of taken) {
    const within = taken.filter(({ at }) => at >= from && at < from + RECENT_MESSAGES_MS)
    expect(new Set(within.map(({ message }) => message.key)).size).toBeLessThanOrEqual(10)
  }
}

/** Updates of an incident come at most once in two minutes; its opening and end take what waits along. */
function expectSpacedUpdates({ taken }: World): void {
  const last = new Map<string, { readonly at: number; readonly key: string }>()
  for (const { at, message } of taken) {
    for (const target of new Set(partsOf(message).map((alert) => alert.target))) {
      const parts = partsOf(message).filter((alert) => alert.target === target)
      const before = last.get(target)
      const isNew = before !== undefined && before.key !== message.key
      if (isNew && parts.every(isUpdate)) expect(at - before.at).toBeGreaterThanOrEqual(UPDATES_EVERY_MS)
      if (parts.some(isUpdate)) last.set(target, { at, key: message.key })
    }
  }
}

async function expectEveryRule(steps: readonly Step[], storage: Storage): Promise<void> {
  const world = await play(steps, storage)
  await expectAllInOrder(world)
  await expectStableMessages(world)
  expectPace(world)
  expectSpacedUpdates(world)
  await storage.close()
}

describe('folding loses no alert, keeps the order of each incident and sends at most ten messages in two minutes, through failures and kills', () => {
  it('in random sequences', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, (steps) => expectEveryRule(steps, inMemory())),
      propertyRuns(600),
    )
  }, 300_000)

  it('in random sequences on the real store', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, (steps) => expectEveryRule(steps, inSqlite())),
      propertyRuns(10),
    )
  }, 300_000)
})
