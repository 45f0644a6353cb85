import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type PersonReport, SECOND } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 2, 2, 11)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function openWithReports() {
  const testbed = await openTestbed({ path: join(newFolder('people'), 'd.sqlite'), at: T0 })
  opened.push(testbed.store)
  return testbed
}

/** Reports of different people. */
async function report(store: Store, at: number, people: number, more: Partial<PersonReport> = {}): Promise<void> {
  for (let person = 0; person < people; person += 1) {
    const reporter = person.toString(16).padStart(16, '0')
    const about = { target: 'sandbox', surface: 'login', trouble: 'no_answer', via: 'dashboard' } as const
    await store.saveReport({ ...about, at: at + person * SECOND, reporter, ...more })
  }
}

describe('reports of people', () => {
  it('are one line of the alert, once three people report a surface of its target', async () => {
    const { store, ...rest } = await openWithReports()
    const start = await healthy({ store, ...rest }, T0)
    await report(store, start, 3)
    await report(store, start, 2, { surface: 'api' })
    await report(store, start, 5, { target: 'other' })
    rest.set('login', 'server_error')
    const { alerts } = await runConfirmed({ store, ...rest }, 'login', start + 5 * SECOND)
    const reportLines = alerts.flatMap(({ lines }) => lines).filter((line) => line.includes('report'))
    const since = new Date(start).toISOString().slice(11, 19)
    expect(reportLines).toEqual([`3 people report sandbox/login since ${since} UTC.`])
  })

  it('decide no state and open no incident, however many they are', async () => {
    const { store, ...rest } = await openWithReports()
    const start = await healthy({ store, ...rest }, T0)
    await report(store, start, 40)
    const recorded = await rest.run('login', start + 60 * SECOND)
    expect(recorded?.alerts).toEqual([])
    expect((await store.surfaces()).find(({ surface }) => surface === 'login')?.state).toBe('operational')
    expect(await store.incidents({ from: T0, to: start + 120 * SECOND })).toEqual([])
  })
})
