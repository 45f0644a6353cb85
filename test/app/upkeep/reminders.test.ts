import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createEventStream } from '../../../src/app/live/event-stream.ts'
import { createAlertAges } from '../../../src/app/upkeep/alert-ages.ts'
import { choresOf } from '../../../src/app/upkeep/recurring.ts'
import { remind } from '../../../src/app/upkeep/reminders.ts'
import { type Alert, HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 10, 23, 21)
const CONFIG = { maintenance: [], reminderEveryMs: 4 * HOUR, timezone: 'UTC', runbooks: {} }
const ROUTING = { routes: [], channels: [] }

/** An incident that was opened and alerted just now, and a machine whose clock can be set. */
async function openIncident() {
  const testbed = await openTestbed({ path: join(newFolder('reminders'), 'd.sqlite'), at: T0 })
  onTestFinished(() => testbed.store.close())
  testbed.set('login', 'server_error')
  const { at } = await runConfirmed(testbed, 'login', await healthy(testbed, T0))
  const clock = createClock(at)
  const ages = createAlertAges(clock)
  const look = () =>
    remind({
      ...{
        store: testbed.store,
        config: CONFIG,
        routing: ROUTING,
        statusPage: () => undefined,
        targets: [],
        dashboardUrl: undefined,
        log: SILENT,
      },
      ...{ ages, now: clock.now() },
    })
  /** Looks every half hour; gives after how many hours which reminder came. */
  async function pass(hours: number): Promise<readonly number[]> {
    const due: number[] = []
    for (let half = 1; half <= 2 * hours; half += 1) {
      clock.advance(30 * MINUTE)
      if ((await look()).some(({ kind }) => kind === 'reminder')) due.push(half / 2)
    }
    return due
  }
  await look()
  return { testbed, clock, pass }
}

describe('reminders of an incident that lasts', () => {
  it('come every reminder interval', async () => {
    const { testbed, pass } = await openIncident()
    expect(await pass(13)).toEqual([4, 8, 12])
    const alerts = await testbed.store.alerts({ limit: 9 })
    expect(alerts.filter(({ kind }) => kind === 'reminder')).toHaveLength(3)
  })

  it.each([-3 * HOUR, -24 * HOUR, 24 * HOUR])(
    'come at the same pace after the clock was set by %i ms, each under its own key',
    async (byMs) => {
      const { testbed, clock, pass } = await openIncident()
      expect(await pass(5)).toEqual([4])
      clock.setBy += byMs
      expect(await pass(8)).toEqual([3, 7])
      const alerts = await testbed.store.alerts({ limit: 9 })
      expect(alerts.filter(({ kind }) => kind === 'reminder')).toHaveLength(3)
    },
  )

  it('of several incidents come in the order in which those began', async () => {
    const { testbed, clock } = await openIncident()
    const [first] = await testbed.store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
    if (!first) throw new Error('there is an incident')
    const later = [2, 1].map((hours) => ({
      ...first,
      ...{ name: `later-${hours}`, openedAt: first.openedAt + hours * HOUR, impactAt: first.impactAt + hours * HOUR },
    }))
    // As the store gives them: the newest first.
    const store = { ...testbed.store, incidents: async () => [...later, first] }
    clock.advance(5 * HOUR)
    const alerts = await remind({
      ...{ store, config: CONFIG, routing: ROUTING, statusPage: () => undefined, targets: [], dashboardUrl: undefined },
      ...{ ages: createAlertAges(clock), log: SILENT, now: clock.now() },
    })
    expect(alerts.map(({ incident }) => incident?.name)).toEqual([first.name, 'later-1', 'later-2'])
  })

  it('reach the event stream', async () => {
    const { testbed, clock } = await openIncident()
    const events = createEventStream(SILENT)
    const alerts: Alert[] = []
    events.subscribe((event) => void (event.type === 'alerted' && alerts.push(...event.alerts)))
    const chores = choresOf({
      ...{ store: testbed.store, pipeline: testbed.pipeline, budgets: testbed.budgets, emit: events.emit },
      ...{
        config: {
          ...CONFIG,
          ...ROUTING,
          retention: { runsMs: 1, hoursMs: 1, evidence: { ageMs: 1, bytes: 1, incidentBytes: 1 } },
        },
      },
      ...{ deps: { clock, log: SILENT }, prepared: { targets: [], engine: { artifactsDir: '' } } },
      witnesses: { line: () => undefined },
    } as unknown as Parameters<typeof choresOf>[0])
    const reminding = chores.find(({ name }) => name === 'reminding')
    await reminding?.work(clock.now())
    expect(alerts).toEqual([])
    clock.advance(4 * HOUR)
    await reminding?.work(clock.now())
    expect(alerts.map(({ kind }) => kind)).toEqual(['reminder'])
  })
})
