import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createAckByLink } from '../../src/app/acknowledge/by-link.ts'
import { createAckLinks } from '../../src/app/acknowledge/links.ts'
import { type Acknowledgement, HOUR, SILENT } from '../../src/core/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { alertOf, applyVerdict, incidentOf, verdictOf } from '../store/kit.ts'
import type { TestClock } from './clock.ts'
import { placeEmptyDatabase } from './empty-database.ts'

export const INCIDENT = 'claude-20261123-090000'
export const HEADLINE = "claude: login is DOWN (HTTP 500 at 'submit credentials'), API is up"

/** A store with an open incident that was alerted, and both ends of its acknowledge links. */
export async function openAcknowledging(clock: TestClock, publicUrl = 'https://status.example.org/') {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-ack-'))
  const path = join(folder, 'd.sqlite')
  await placeEmptyDatabase(path)
  const store = await openStore({ path, log: SILENT, clock })
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const key = randomBytes(32)
  const deps = { store, key, clock }
  const links = createAckLinks({ ...deps, publicUrl })
  await changeIncident(store, 'opened', clock.now())
  const alert = alertOf(`${INCIDENT}:opened`, { headline: HEADLINE, target: 'claude' })
  await store.transaction((tx) => tx.saveAlerts([{ alert, channels: ['slack'] }], clock.now()))
  return {
    ...{ folder, path, store, links, byLink: createAckByLink(deps) },
    /** The path of a new link. */
    async newPath(): Promise<string> {
      const link = (await links.linksFor([INCIDENT], 'slack')).get(INCIDENT)
      if (link === undefined) throw new Error('no link was made')
      return new URL(link).pathname
    },
    acknowledgement: (): Promise<Acknowledgement | undefined> =>
      store.transaction((tx) => tx.acknowledgement(INCIDENT)),
    resolve: () => changeIncident(store, 'resolved', clock.now()),
    reopen: () => changeIncident(store, 'reopened', clock.now()),
  }
}

function changeIncident(store: Store, kind: 'opened' | 'resolved' | 'reopened', at: number): Promise<void> {
  const more = { target: 'claude', ...(kind === 'resolved' ? { resolvedAt: at } : {}) }
  const incident = incidentOf(INCIDENT, { openedAt: at - HOUR, impactAt: at - HOUR, ...more })
  return applyVerdict(store, verdictOf({ incident: { incident, entries: [{ at, kind, text: kind }] } }))
}
