import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { MemoryAlerts } from '../../support/memory-alerts.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { NOW } from '../kit.ts'
import { FALLBACK, STEPS, type Step } from './steps.ts'
import { type Storage, World } from './world.ts'

function inMemory(): Storage {
  const alerts = new MemoryAlerts()
  return { transaction: (work) => work(alerts), outbox: alerts, close: async () => {} }
}

function inSqlite(): Storage {
  const store = storeOver(openMemorySqlite({ now: NOW }), { now: () => NOW })
  return { transaction: (work) => store.transaction(work), outbox: store.outbox, close: () => store.close() }
}

async function play(steps: readonly Step[], storage: Storage): Promise<World> {
  const world = new World(storage)
  for (const step of steps) await world.take(step)
  await world.finish()
  await storage.close()
  return world
}

/** What arrived about one incident in one channel, the oldest first. */
const historiesOf = ({ arrived }: World) => {
  const histories = new Map<string, World['arrived']>()
  for (const arrival of arrived) {
    const key = `${arrival.alert.incident?.name} in ${arrival.channel}`
    histories.set(key, [...(histories.get(key) ?? []), arrival])
  }
  return [...histories]
}

function expectEndsWhereItBegan(world: World): void {
  for (const [name, history] of historiesOf(world)) {
    const kinds = history.map(({ alert }) => alert.kind)
    // Where a channel is configured when the incident ends, the end is the last that it gets.
    const isGone = world.gone.some((one) => name === `${one.incident} in ${one.channel}`)
    if (!isGone) expect([name, kinds.at(-1)]).toEqual([name, 'resolved'])
    // No channel gets the end of an incident without its opening, unless a channel that has the opening is removed or refuses it.
    const isElsewhere =
      world.gone.some((one) => name.startsWith(`${one.incident} in `)) || name.endsWith(` in ${FALLBACK}`)
    if (!isElsewhere) expect([name, kinds[0]]).not.toEqual([name, 'resolved'])
    for (const address of new Set(history.map((one) => one.address))) {
      const orders = history.filter((one) => one.address === address).map(({ order }) => order)
      expect([name, orders]).toEqual([name, orders.toSorted((a, b) => a - b)])
    }
  }
}

function expectGoneAreNamed(world: World): void {
  for (const { channel, incident } of world.gone) {
    const ends = world.planned.filter(({ kind, incident: one }) => kind === 'resolved' && one?.name === incident)
    expect(
      ends.map(({ lines }) => lines.some((line) => line.startsWith('Not notified: ') && line.includes(channel))),
    ).toContain(true)
  }
}

function expectTogetherAtOneAddress(world: World): void {
  for (const [name, history] of historiesOf(world)) {
    const end = history.findLast(({ alert }) => alert.kind === 'resolved')
    const before = history.filter(({ address, alert }) => address === end?.address && alert.kind !== 'resolved')
    const isElsewhere =
      world.gone.some((one) => name.startsWith(`${one.incident} in `)) || name.endsWith(` in ${FALLBACK}`)
    if (end && !isElsewhere) expect([name, before.length > 0]).toEqual([name, true])
  }
}

function expectHoldsKept(world: World): void {
  for (const [index, { alert, channel, at, heldUntil }] of world.arrived.entries()) {
    if (heldUntil === undefined || at >= heldUntil) continue
    // At a new address the first alert is repeated: it was released before.
    if (world.arrived.slice(0, index).some((one) => one.alert.key === alert.key && one.channel === channel)) continue
    // It went earlier, so something on its incident went there at once.
    const released = world.arrived.some(
      (one) => one.channel === channel && one.at === at && one.heldUntil === undefined,
    )
    expect([alert.key, channel, released]).toEqual([alert.key, channel, true])
  }
}

function expectEscalatedOnce(world: World): void {
  const escalated = world.arrived.filter(({ alert }) => alert.key.includes(':escalated:'))
  const names = escalated.map(({ alert, channel, address }) => `${alert.key} ${channel} ${address}`)
  expect(new Set(names).size).toBe(names.length)
  for (const alert of world.planned.filter(({ key }) => key.includes(':escalated:'))) {
    expect([alert.key, world.wasAttended(alert.incident?.name ?? '', alert)]).toEqual([alert.key, false])
  }
}

async function expectAll(steps: readonly Step[], storage: Storage): Promise<void> {
  const world = await play(steps, storage)
  expectEndsWhereItBegan(world)
  expectGoneAreNamed(world)
  expectTogetherAtOneAddress(world)
  expectHoldsKept(world)
  expectEscalatedOnce(world)
}

const withRoutes = (...steps: readonly Step[]): readonly Step[] => [{ do: 'restart', routes: 3 }, ...steps]
const breaks: Step = { do: 'set', surface: 'login', state: 'degraded' }
const refuses: Step = { do: 'answer', channel: 'slack', answer: 'refuse' }

describe.each([
  ['in memory', inMemory],
  ['on the real store', inSqlite],
])('an end that waits while the configuration changes, %s', (_where, storage) => {
  const historyOf = async (...steps: readonly Step[]) =>
    (await play(withRoutes(...steps), storage())).arrived
      .filter(({ channel }) => channel === 'slack')
      .map(({ alert, address }) => `${alert.kind} at ${address}`)

  it('follows an opening that is handed over after it was held for a channel that is gone', async () => {
    const steps = [breaks, { do: 'toggle', channel: 'slack' }, { do: 'recover' }, { do: 'wait', minutes: 595 }] as const
    const { arrived } = await play([{ do: 'restart', routes: 0 }, ...steps], storage())
    const inMail = arrived.filter(({ channel }) => channel === 'mail').map(({ alert }) => alert.kind)
    expect(inMail.at(-1)).toBe('resolved')
  })

  it('repeats the opening at a new address once, also after later alerts went to the old one', async () => {
    const login = (state: 'down' | 'operational'): Step => ({ do: 'set', surface: 'login', state })
    const wait: Step = { do: 'wait', minutes: 60 }
    const steps: readonly Step[] = [
      ...[{ do: 'restart', routes: 1 } as const, { do: 'set', surface: 'api', state: 'down' } as const, login('down')],
      ...[{ do: 'move', channel: 'slack' } as const, wait, login('operational'), wait],
    ]
    const { arrived } = await play(steps, storage())
    const openings = arrived.filter(({ channel, alert }) => channel === 'slack' && alert.kind === 'opened')
    expect(openings.map(({ address }) => address)).toEqual(['slack#0', 'slack#1'])
    await expectAll(steps, storage())
  })

  it.each([
    ['stays with the channels that report it, where one that refuses it is removed', 1, []],
    [
      'goes to the next channel together with its opening, where the only one that has it is removed',
      2,
      ['opened', 'resolved'],
    ],
  ] as const)('%s', async (_what, routes, kinds) => {
    const steps: readonly Step[] = [
      { do: 'restart', routes },
      { do: 'set', surface: 'api', state: 'down' },
      { do: 'wait', minutes: 595 },
      { do: 'answer', channel: 'mail', answer: 'refuse' },
      { do: 'recover' },
      { do: 'toggle', channel: 'mail' },
      // Until a lease ends, nobody else takes the message.
      { do: 'wait', minutes: 1 },
    ]
    const { arrived } = await play(steps, storage())
    const inPager = arrived.filter(({ channel }) => channel === 'pager').map(({ alert }) => alert.kind)
    expect(inPager).toEqual(kinds)
    await expectAll(steps, storage())
  })

  it('reaches a channel that is removed meanwhile and configured again', async () => {
    const history = await historyOf(breaks, refuses, { do: 'recover' }, { do: 'toggle', channel: 'slack' })
    expect(history).toEqual(['opened at slack#0', 'resolved at slack#0'])
  })

  it('goes to a new address together with the opening', async () => {
    const history = await historyOf(breaks, refuses, { do: 'recover' }, { do: 'move', channel: 'slack' })
    expect(history).toEqual(['opened at slack#0', 'opened at slack#1', 'resolved at slack#1'])
  })

  it('goes to a new address once, however often the worker restarts', async () => {
    const move: Step = { do: 'move', channel: 'slack' }
    const history = await historyOf(breaks, refuses, { do: 'recover' }, move, { do: 'restart', routes: 3 }, move)
    expect(history).toEqual(['opened at slack#0', 'opened at slack#2', 'resolved at slack#2'])
  })
})

/** The seed of the sequences; DOORWATCH_SEED=random takes another one each time. */
const seed = process.env.DOORWATCH_SEED === 'random' ? {} : { seed: 20_261_129 }

describe('the end of an incident goes where its opening went', () => {
  it('in random sequences', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, (steps) => expectAll(steps, inMemory())),
      { ...propertyRuns(1_000), ...seed },
    )
  }, 300_000)

  it('in random sequences on the real store', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, (steps) => expectAll(steps, inSqlite())),
      { ...propertyRuns(10), ...seed },
    )
  }, 300_000)
})
