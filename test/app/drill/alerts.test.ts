import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { playedAlerts } from '../../../src/app/drill/drill-alerts.ts'
import type { Config } from '../../../src/config/index.ts'
import { type AlertRecord, MINUTE, Secret, SILENT } from '../../../src/core/index.ts'
import { type Scenario, startSandbox } from '../../../src/sandbox/index.ts'
import { newFolder } from '../../support/folder.ts'
import { type FakeDrill, openFakeDrill, START } from './fake-world.ts'

const OUTAGE: Scenario = {
  ...{ name: 'two-hours', title: 'Two hours', what: 'the command line fails', sources: [] },
  surfaces: {
    cli: [{ minute: 0, fault: '529' }, { minute: 120 }],
    api: [{ minute: 30, fault: '529' }, { minute: 120 }],
  },
  page: [
    { minute: 20, status: 'investigating', text: 'Elevated errors', components: { app: 'partial_outage' } },
    { minute: 110, status: 'resolved', text: 'It is over', components: { app: 'operational' } },
  ],
}

/** Nothing listens there: these drills are about what is planned, not about its delivery. */
const CHANNELS = ['team', 'manager'].map((name) => ({
  ...{ kind: 'webhook', name, url: new Secret('HOOK', 'http://127.0.0.1:9/'), drills: true, mode: 'always' },
})) as unknown as Config['channels']
const ROUTES: Config['routes'] = [{ to: ['team'], ifNotAcked: { afterMs: 15 * MINUTE, to: ['manager'] } }]

const open: FakeDrill[] = []
afterEach(async () => {
  for (const drill of open.splice(0)) await drill.life.end()
})

async function fake(options: Parameters<typeof openFakeDrill>[2] = {}): Promise<FakeDrill> {
  const drill = await openFakeDrill(OUTAGE, newFolder('drill'), { channels: CHANNELS, ...options })
  open.push(drill)
  return drill
}

async function alertsOf({ world }: FakeDrill): Promise<readonly AlertRecord[]> {
  return (await world.store.alerts({ limit: 100 })).toSorted((a, b) => a.at - b.at)
}

describe('the status page in the alerts of a drill', () => {
  it('is the page of the scenario: what it says now, and how much later it reported', async () => {
    const page = await startSandbox({ log: SILENT, port: 0, controlPort: 0 })
    onTestFinished(() => page.stop())
    const drill = await fake({ page })
    await drill.play()
    const [opened, changed, ...others] = await alertsOf(drill)
    expect(opened?.lines.join('\n')).toContain("The provider's status page says: all systems operational (read 11:37")
    expect(opened?.lines).toContain('The status page has not reported it so far.')
    const lines = changed?.lines.join('\n')
    expect(lines).toContain('Lumen app: partial outage; incident "Elevated errors" (investigating since 11:57')
    expect(lines).toMatch(/The status page reported it (19|20) min[^.]* after Doorwatch\./)
    expect(others.at(-1)?.lines.join('\n')).toContain('says: all systems operational')
  })

  it('is not named where there is none', async () => {
    const drill = await fake()
    await drill.play()
    for (const { lines } of await alertsOf(drill)) expect(lines.join('\n')).not.toContain('status page')
  })
})

describe('escalation in a drill', () => {
  it('notifies the next channel once without an acknowledgement, when it is due by the clock of the drill', async () => {
    const drill = await fake({ routes: ROUTES, escalates: true })
    await drill.play()
    const alerts = await alertsOf(drill)
    const escalated = alerts.filter(({ key }) => key.includes(':escalated:'))
    expect(escalated).toHaveLength(1)
    const [one] = escalated
    expect(one).toMatchObject({ kind: 'drill', drillOf: 'reminder' })
    expect(one?.key).toMatch(/^drill:claude-[\d-]+:escalated:manager$/)
    expect(one?.headline).toMatch(/^DRILL: /)
    expect(one?.lines).toContain('Nobody acknowledged it within 15 min. Not delivered yet: team.')
    expect(one?.deliveries.map(({ channel }) => channel)).toEqual(['manager'])
    expect(one?.lines).toContain('Acknowledge: doorwatch drill ack')
    expect(Math.round(((one?.at ?? 0) - (alerts[0]?.at ?? 0)) / MINUTE)).toBe(15)
    const waits = drill.events.filter((event) => event.kind === 'phase' && event.text.startsWith('Waiting 30 s'))
    expect([waits.length, drill.sleeps.filter((ms) => ms === 1_000).length]).toEqual([1, 30])
    expect(one?.at).toBeLessThan(START + 20 * MINUTE)
  })

  it('does not happen without the option', async () => {
    const drill = await fake({ routes: ROUTES })
    await drill.play()
    expect((await alertsOf(drill)).filter(({ key }) => key.includes('escalated'))).toEqual([])
  })

  it('does not happen after an acknowledgement in time, and measures how long that took', async () => {
    const drill = await fake({ routes: ROUTES, escalates: true })
    const { world, machine } = drill
    await drill.play({
      sleep: async (ms) => {
        machine.advance(ms)
        const [incident] = await world.store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
        if (incident && !incident.acknowledgement && incident.resolvedAt === undefined)
          await world.store.transaction((tx) =>
            tx.acknowledge(incident.name, { at: world.clock.now(), by: 'Ana', via: 'cli' }),
          )
      },
    })
    expect((await alertsOf(drill)).filter(({ key }) => key.includes('escalated'))).toEqual([])
    const [opening] = await playedAlerts(world)
    expect(opening?.deliveries[0]?.acknowledgedAfterMs).toBeLessThan(MINUTE)
  })
})

it('Time that the clock of the drill skips does not count as time to acknowledge', async () => {
  const drill = await fake()
  await drill.play({ emit: () => {} })
  const { world } = drill
  const [incident] = await world.store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
  const at = incident?.openedAt ?? 0
  const store = {
    alerts: async () => (await alertsOf(drill)).slice(0, 1),
    incidents: async () =>
      incident ? [{ ...incident, timeline: [{ at: at + 90 * MINUTE, kind: 'acknowledged' as const, text: '' }] }] : [],
  }
  const [opening] = await playedAlerts({ store, clock: world.clock })
  const took = opening?.deliveries[0]?.acknowledgedAfterMs ?? 0
  expect(world.clock.skippedBetween(at, at + 90 * MINUTE)).toBeGreaterThan(60 * MINUTE)
  expect(took).toBeLessThan(30 * MINUTE)
  expect(took).toBeGreaterThan(0)
})
