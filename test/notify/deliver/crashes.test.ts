import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND, SILENT } from '../../../src/core/index.ts'
import { createDispatcher } from '../../../src/notify/index.ts'
import { createClock } from '../../support/clock.ts'
import { MemoryOutbox } from '../../support/memory-outbox.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { NOW } from '../kit.ts'
import { alertNo, down, refused, ScriptedChannel, wrapped } from './dispatcher-kit.ts'

type Turn = 'send' | 'refuse' | 'busy' | 'die before' | 'die after'

describe('whatever channels and crashes do', () => {
  it('every alert reaches every channel that it was meant for, once by the outbox, and none is given up', async () => {
    const turn = fc.constantFrom<Turn>('send', 'refuse', 'busy', 'die before', 'die after')
    const world = fc.record({
      alerts: fc.integer({ min: 1, max: 8 }),
      slack: fc.array(turn, { maxLength: 25 }),
      email: fc.array(turn, { maxLength: 25 }),
      hook: fc.array(turn, { maxLength: 25 }),
      pauses: fc.array(fc.integer({ min: 10 * SECOND, max: 10 * MINUTE }), { minLength: 1, maxLength: 20 }),
    })
    await fc.assert(fc.asyncProperty(world, playOut), propertyRuns(50))
  })
})

async function playOut(world: {
  readonly alerts: number
  readonly slack: readonly Turn[]
  readonly email: readonly Turn[]
  readonly hook: readonly Turn[]
  readonly pauses: readonly number[]
}): Promise<void> {
  const outbox = new MemoryOutbox()
  const clock = createClock(NOW)
  // A process that died reports nothing: its writes fail until the next one starts.
  let dead = false
  const mortal = wrapped(outbox, (_, work) => (dead ? Promise.reject(new Error('killed')) : work()))
  const channelOf = (name: string, turns: readonly Turn[], mode: 'always' | 'fallback') =>
    new ScriptedChannel(
      name,
      async (nth) => {
        const what = turns[nth - 1] ?? 'send'
        if (what === 'refuse') throw refused()
        if (what === 'busy') throw down()
        if (what.startsWith('die')) dead = true
        if (what === 'die before') throw new Error('killed')
      },
      mode,
    )
  const channels = [
    channelOf('slack', world.slack, 'always'),
    channelOf('email', world.email, 'fallback'),
    channelOf('hook', world.hook, 'fallback'),
  ]
  for (let nth = 0; nth < world.alerts; nth += 1) outbox.add(alertNo(nth), ['slack'], NOW)
  for (let round = 0; (await outbox.counts()).pending > 0; round += 1) {
    expect(round).toBeLessThan(200)
    dead = false
    const deps = { outbox: mortal, channels, clock, random: () => 0.5, log: SILENT }
    await createDispatcher(deps)
      .drain()
      .catch(() => {})
    clock.at += world.pauses[round % world.pauses.length] ?? MINUTE
  }
  for (const delivery of outbox.deliveries) {
    const channel = channels.find(({ name }) => name === delivery.channel)
    expect([delivery.state, delivery.timesSent]).toEqual(['sent', 1])
    expect(channel?.alertKeys).toContain(delivery.alert.key)
  }
  expect(outbox.backlogs()).toEqual([])
  for (let nth = 0; nth < world.alerts; nth += 1) {
    const { key } = alertNo(nth)
    expect(outbox.deliveries.filter(({ alert, channel }) => alert.key === key && channel === 'slack')).toHaveLength(1)
  }
}
