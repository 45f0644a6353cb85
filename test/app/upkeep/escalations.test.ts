import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAlertAges } from '../../../src/app/upkeep/alert-ages.ts'
import { escalate } from '../../../src/app/upkeep/escalations.ts'
import { remind } from '../../../src/app/upkeep/reminders.ts'
import {
  type AlertRoute,
  HOUR,
  MINUTE,
  parseHours,
  type QuietWindow,
  SECOND,
  SILENT,
  timeAndDay,
} from '../../../src/core/index.ts'
import type { Routing } from '../../../src/notify/index.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'
import { leaseEach } from '../../support/lease.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

/** A Monday. */
const T0 = Date.UTC(2026, 10, 23, 21)
const PAGER: AlertRoute = { on: ['down'], to: ['pager'], ifNotAcked: { afterMs: 10 * MINUTE, to: ['lead'] } }
const channels = ['pager', 'lead', 'slack'].map((name) => ({ name, mode: 'always' as const }))

/** Login goes down, and alerts are routed. */
async function loginDown(routes: readonly AlertRoute[] = [PAGER], quiet: QuietWindow[] = []) {
  const routing: Routing = { routes, channels }
  const testbed = await openTestbed({ path: join(newFolder('escalations'), 'd.sqlite'), at: T0, routing, quiet })
  onTestFinished(() => testbed.store.close())
  const from = await healthy(testbed, T0)
  testbed.set('login', 'server_error')
  const { at, alerts } = await runConfirmed(testbed, 'login', from)
  const incident = alerts[0]?.incident?.name ?? ''
  const clock = createClock(at)
  let ages = createAlertAges(clock)
  const common = { targets: [], dashboardUrl: undefined, statusPage: () => undefined, log: SILENT, routing }
  const look = () =>
    escalate({
      ...common,
      store: testbed.store,
      config: { maintenance: quiet, timezone: 'UTC', runbooks: {} },
      ages,
      now: clock.now(),
    })
  const reminderAges = createAlertAges(clock)
  /** The reminders that are due now; one is due every four hours. */
  const remindNow = () =>
    remind({
      ...common,
      store: testbed.store,
      config: { maintenance: quiet, reminderEveryMs: 4 * HOUR, timezone: 'UTC', runbooks: {} },
      ages: reminderAges,
      now: clock.now(),
    })
  await look()
  return {
    ...{ testbed, clock, look, remindNow, incident },
    restart: () => {
      ages = createAlertAges(clock)
    },
    /** The channels of each alert, the oldest first. */
    async sent() {
      const alerts = (await testbed.store.alerts({ limit: 20 })).toReversed()
      return alerts.map(({ kind, deliveries }) => [kind, ...deliveries.map(({ channel }) => channel)])
    },
    acknowledge: () =>
      testbed.store.transaction((tx) => tx.acknowledge(incident, { at: clock.now(), by: 'Ana', via: 'cli' })),
    async recover() {
      testbed.set('login', undefined)
      const { at: end } = await runConfirmed(testbed, 'login', clock.now())
      for (let next = end; next < end + 10 * MINUTE; next += 10 * SECOND) {
        for (const surface of ['login', 'api']) await testbed.run(surface, next)
      }
      clock.advance(10 * MINUTE)
    },
  }
}

describe('an incident without an acknowledgement', () => {
  it('is escalated once after the time of its route, and its end goes there as well', async () => {
    const { clock, look, sent, recover } = await loginDown()
    clock.advance(10 * MINUTE - 30 * SECOND)
    expect(await look()).toEqual([])
    clock.advance(30 * SECOND)
    const [alert, ...others] = await look()
    expect(others).toEqual([])
    expect(alert?.headline).toBe("sandbox: login is still DOWN (HTTP 500 at 'submit credentials'), API is up")
    expect(alert?.lines[0]).toBe('Nobody acknowledged it within 10 min. Not delivered yet: pager.')
    clock.advance(HOUR)
    expect(await look()).toEqual([])
    await recover()
    expect(await sent()).toEqual([
      ['opened', 'pager'],
      ['reminder', 'lead'],
      ['resolved', 'pager', 'lead'],
    ])
  })

  it('names as notified only the channels that took an alert, and the others as not delivered', async () => {
    const both: AlertRoute = { ...PAGER, to: ['pager', 'slack'] }
    const { testbed, clock, look } = await loginDown([both])
    for (const { id, channel } of await testbed.store.outbox.lease(clock.now(), leaseEach(MINUTE))) {
      if (channel === 'pager') await testbed.store.outbox.sent(id, clock.now())
      else await testbed.store.outbox.refuse(id, { now: clock.now(), dueAt: clock.now() + HOUR }, 'HTTP 404')
    }
    clock.advance(10 * MINUTE)
    const [alert] = await look()
    expect(alert?.lines[0]).toBe(
      'Nobody acknowledged it within 10 min. Notified so far: pager. Not delivered yet: slack.',
    )
  })

  it('is escalated once over a restart, and after a clock that was set', async () => {
    const { clock, look, restart } = await loginDown()
    clock.setBy += 2 * HOUR
    expect(await look()).toEqual([])
    clock.setBy -= 5 * HOUR
    clock.advance(10 * MINUTE)
    expect(await look()).toHaveLength(1)
    restart()
    expect(await look()).toEqual([])
  })

  it('is escalated after a restart in the time between', async () => {
    const { clock, look, restart } = await loginDown()
    clock.advance(5 * MINUTE)
    restart()
    expect(await look()).toEqual([])
    clock.advance(5 * MINUTE)
    expect(await look()).toHaveLength(1)
  })

  it('is not escalated once it is over', async () => {
    const { clock, look, recover, sent } = await loginDown()
    await recover()
    clock.advance(HOUR)
    expect(await look()).toEqual([])
    expect(await sent()).toEqual([
      ['opened', 'pager'],
      ['resolved', 'pager'],
    ])
  })

  it('is not escalated while all of it is muted, and at the end of the mute', async () => {
    const quiet: QuietWindow[] = []
    const { clock, look } = await loginDown([PAGER], quiet)
    quiet.push({ kind: 'mute', from: clock.now(), to: clock.now() + HOUR })
    clock.advance(HOUR - SECOND)
    expect(await look()).toEqual([])
    clock.advance(SECOND)
    expect(await look()).toHaveLength(1)
  })

  it('is escalated as long after the end of a hold', async () => {
    const hold = { outside: parseHours('Mo-Fr 08:00-20:00 UTC') }
    const { clock, look } = await loginDown([{ ...PAGER, hold }])
    const morning = Date.UTC(2026, 10, 24, 8)
    clock.advance(morning - clock.now() + 9 * MINUTE)
    expect(await look()).toEqual([])
    clock.advance(MINUTE)
    expect(await look()).toHaveLength(1)
  })

  it('is not escalated to a channel that took over from one that refused it', async () => {
    const { testbed, clock, look, sent } = await loginDown()
    const [message] = await testbed.store.outbox.lease(clock.now(), leaseEach(MINUTE))
    await testbed.store.outbox.refuse(message?.id ?? 0, { now: clock.now(), dueAt: clock.now() + HOUR }, 'HTTP 404')
    await testbed.store.outbox.redirectAll('pager', undefined, clock.now())
    clock.advance(HOUR)
    expect(await look()).toEqual([])
    expect(await sent()).toEqual([['opened', 'pager', 'lead']])
  })
})

describe('an acknowledged incident', () => {
  it('is not escalated again and has no reminder more, and its end goes to everyone who has it', async () => {
    const { clock, look, remindNow, sent, acknowledge, recover } = await loginDown()
    clock.advance(10 * MINUTE)
    expect(await look()).toHaveLength(1)
    clock.advance(4 * HOUR)
    expect(await remindNow()).toHaveLength(1)
    expect(await acknowledge()).toBe(true)
    for (let hour = 0; hour < 24; hour += 1) {
      clock.advance(HOUR)
      expect([await look(), await remindNow()]).toEqual([[], []])
    }
    await recover()
    expect(await sent()).toEqual([
      ['opened', 'pager'],
      ['reminder', 'lead'],
      ['reminder', 'pager', 'lead'],
      ['resolved', 'pager', 'lead'],
    ])
  })

  it('is named with the time in the alerts that follow, until it is over', async () => {
    const { testbed, clock, acknowledge, recover } = await loginDown()
    expect(await acknowledge()).toBe(true)
    const line = `Acknowledged by Ana at ${timeAndDay(clock.now())}.`
    testbed.set('api', 'server_error')
    const { alerts, at } = await runConfirmed(testbed, 'api', clock.now())
    expect(alerts).toMatchObject([{ kind: 'changed', lines: expect.arrayContaining([line]) }])
    clock.advance(at - clock.now())
    testbed.set('api', undefined)
    await recover()
    const named = (await testbed.store.alerts({ limit: 20 })).map(({ kind, lines }) => [kind, lines.includes(line)])
    expect(named[0]).toEqual(['resolved', true])
    expect(named.at(-1)).toEqual(['opened', false])
    testbed.set('login', 'server_error')
    const again = await runConfirmed(testbed, 'login', clock.now() + 20 * MINUTE)
    expect(again.alerts.map(({ lines }) => lines.join(' '))).toEqual([expect.not.stringContaining('Acknowledged by')])
  })

  it('is not escalated, and its end goes to those who have the opening', async () => {
    const { clock, look, sent, acknowledge, recover } = await loginDown()
    expect(await acknowledge()).toBe(true)
    clock.advance(HOUR)
    expect(await look()).toEqual([])
    await recover()
    expect(await sent()).toEqual([
      ['opened', 'pager'],
      ['resolved', 'pager'],
    ])
  })
})

describe('an incident of a route without ifNotAcked', () => {
  it('is never escalated', async () => {
    const { clock, look } = await loginDown([{ on: ['down'], to: ['pager'] }])
    clock.advance(24 * HOUR)
    expect(await look()).toEqual([])
  })
})
