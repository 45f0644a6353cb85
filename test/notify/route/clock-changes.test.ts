import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routeJson } from '../../../src/cli/readings/route-text.ts'
import { type AlertRoute, DAY, isEnd, MINUTE, parseHours } from '../../../src/core/index.ts'
import { decideRoute, type Routing, saveRouted } from '../../../src/notify/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { PROPERTY_RUNS_FACTOR } from '../../support/property-runs.ts'
import { alertOf } from './steps.ts'

/** The changes of 2026: Berlin on 29 March and 25 October, New York on 8 March and 1 November. */
const CHANGES = ['2026-03-08T07:00Z', '2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-11-01T06:00Z'].map(Date.parse)

const ROUTES: readonly AlertRoute[] = [
  {
    surface: ['login'],
    hold: { outside: parseHours('Mo-Fr 08:00-20:00 Europe/Berlin') },
    to: ['slack'],
    ifNotAcked: { afterMs: 90 * MINUTE, to: ['lead'] },
  },
  {
    on: ['degraded'],
    hold: { outside: parseHours('Mo-Su 04:00-23:00 America/New_York') },
    to: ['slack', 'mail'],
    ifNotAcked: { afterMs: 10 * MINUTE, to: ['lead'] },
  },
  { on: ['down'], to: ['pager'], ifNotAcked: { afterMs: 5 * MINUTE, to: ['lead', 'mail'] } },
]
const ROUTING: Routing = {
  routes: ROUTES,
  channels: ['pager', 'lead', 'slack', 'mail'].map((name) => ({ name, mode: 'always' })),
}

interface Sample {
  readonly at: number
  readonly surface: 'login' | 'api'
  readonly state: 'degraded' | 'down'
}

const SAMPLES = fc.sample(
  fc.record({
    at: fc
      .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -2 * DAY, max: 2 * DAY }))
      .map(([change, by]) => change + by),
    surface: fc.constantFrom('login' as const, 'api' as const),
    state: fc.constantFrom('degraded' as const, 'down' as const),
  }),
  { numRuns: 1_000 },
)
/** These also go through a store. */
const STORED = SAMPLES.slice(0, 150 * PROPERTY_RUNS_FACTOR)

/** What the command prints as JSON, without what was asked. */
function printed({ at, surface, state }: Sample) {
  const subject = { kind: 'opened' as const, target: 't', surfaces: [{ surface, state }] }
  const decision = decideRoute(subject, ROUTING, at)
  const answer = { subject, at, zone: 'UTC', routes: ROUTES, decision }
  const { now, later, holdEndsAt, ifNotAcked } = routeJson(answer)
  return { now, later, holdEndsAt, ifNotAcked }
}

const iso = (at: number) => new Date(at).toISOString()

/** The clock of a zone: "Sun 03:30". */
function clockOf(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...({ weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const),
  }).formatToParts(at)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return { day: of('weekday'), time: `${of('hour')}:${of('minute')}` }
}

/** Whether the route of a sample holds it, by the clock of its zone. */
function isHeldByClock({ at, surface, state }: Sample): boolean {
  if (surface === 'login') {
    const { day, time } = clockOf(at, 'Europe/Berlin')
    return day === 'Sat' || day === 'Sun' || time < '08:00' || time >= '20:00'
  }
  const { time } = clockOf(at, 'America/New_York')
  return state === 'degraded' && (time < '04:00' || time >= '23:00')
}

describe('across the clock changes of 2026 in Berlin and New York', () => {
  it('the printed hold is that of the clock at random instants', () => {
    for (const sample of SAMPLES) {
      const { holdEndsAt } = printed(sample)
      expect([iso(sample.at), sample, holdEndsAt !== null]).toEqual([iso(sample.at), sample, isHeldByClock(sample)])
      if (holdEndsAt === null) continue
      const zone = sample.surface === 'login' ? 'Europe/Berlin' : 'America/New_York'
      expect(clockOf(Date.parse(holdEndsAt), zone).time).toBe(sample.surface === 'login' ? '08:00' : '04:00')
    }
    expect(new Set(SAMPLES.map(isHeldByClock))).toEqual(new Set([true, false]))
  }, 180_000)

  it('the store holds, sends and escalates what the command prints at random instants', async () => {
    const samples = STORED.toSorted((a, b) => a.at - b.at)
    const store = storeOver(openMemorySqlite({ now: samples[0]?.at ?? 0 }), { now: () => samples[0]?.at ?? 0 })
    const leasedAt = new Map<string, number>()
    for (const [index, sample] of samples.entries()) {
      const { at, surface, state } = sample
      const name = `i${index}`
      const alert = alertOf(
        { name, states: new Map([[surface, state]]) },
        { key: `${name}:opened`, kind: 'opened' },
        at,
      )
      const stored = await store.transaction(async (tx) => {
        await saveRouted(tx, [alert], { routing: ROUTING, now: at })
        return { recipients: await tx.recipients(name, at), alerts: await tx.alertsOf(name) }
      })
      const holds = stored.recipients.flatMap(({ heldUntil }) => heldUntil ?? [])
      const escalation = stored.alerts.findLast((one) => !isEnd(one))?.routing?.escalation
      expect([iso(at), sample, printed(sample)]).toEqual([
        ...[iso(at), sample],
        {
          now: stored.recipients.filter(({ heldUntil }) => heldUntil === undefined).map(({ channel }) => channel),
          later: stored.recipients.filter(({ heldUntil }) => heldUntil !== undefined).map(({ channel }) => channel),
          holdEndsAt: holds.length === 0 ? null : iso(Math.max(...holds)),
          ifNotAcked: escalation ? { at: iso(escalation.dueAt), to: escalation.to } : null,
        },
      ])
      for (const { id, key, channel } of await store.outbox.lease(at, leaseEach(MINUTE))) {
        leasedAt.set(`${key} ${channel}`, at)
        await store.outbox.sent(id, at)
      }
    }
    for (const [index, sample] of samples.entries()) {
      const { now, later, holdEndsAt } = printed(sample)
      for (const channel of now) expect(leasedAt.get(`i${index}:opened ${channel}`)).toBe(sample.at)
      // What is held goes at the first lease after its hold; the last ones have none.
      const next = samples.find(({ at }) => at >= Date.parse(holdEndsAt ?? ''))?.at
      for (const channel of later) expect(leasedAt.get(`i${index}:opened ${channel}`)).toBe(next)
    }
    await store.close()
  }, 300_000)
})
