import { expect, it } from 'vitest'
import { DAY, HOUR, type IncidentNote, MINUTE, ownerOf } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import {
  applyVerdict,
  failureOf,
  incidentOf,
  NOW,
  resultOf,
  type StoreFactory,
  storeResult,
  verdictOf,
} from '../kit.ts'

const NAME = 'sandbox-20261123-090000'
const NOTE: IncidentNote = { at: NOW + MINUTE, kind: 'note', by: 'Ana', text: 'the vendor confirmed it' }
const OWNER: IncidentNote = { at: NOW + 2 * MINUTE, kind: 'owner', by: 'Ana', text: 'Ben Ito' }
const SHOT = { kind: 'screenshot', path: 'sandbox/login/1-confirm/screenshot.png', bytes: 10 } as const

/** What people add to incidents, and the runs that incidents keep. */
export function incidentNotesContract({ open }: StoreFactory): void {
  const openNamed = (store: Store, name = NAME, openedAt = NOW) =>
    applyVerdict(
      store,
      verdictOf({
        incident: {
          incident: incidentOf(name, { openedAt, target: name === NAME ? 'sandbox' : 'claude' }),
          entries: [{ at: openedAt, kind: 'opened', text: 'opened' }],
        },
      }),
    )

  it('come back with their incident, oldest first, and name its owner', async () => {
    const { store, again } = await open()
    await openNamed(store)
    expect(await store.incidentNamed(NAME)).not.toHaveProperty('notes')
    expect([await store.noteIncident(NAME, OWNER), await store.noteIncident(NAME, NOTE)]).toEqual([true, true])
    for (const reader of [store, await again()]) {
      const named = await reader.incidentNamed(NAME)
      expect(named?.notes).toEqual([NOTE, OWNER])
      expect(named && ownerOf(named)).toBe('Ben Ito')
      expect(await reader.incidents({ from: NOW - HOUR, to: NOW + DAY })).toMatchObject([{ notes: [NOTE, OWNER] }])
    }
  })

  it('are refused for a name that no incident has', async () => {
    const { store } = await open()
    expect(await store.noteIncident('nothing', NOTE)).toBe(false)
    expect(await store.incidentNamed('nothing')).toBeUndefined()
  })

  it('leave the timeline of the judge as it is', async () => {
    const { store } = await open()
    await openNamed(store)
    await store.noteIncident(NAME, NOTE)
    expect((await store.incidentNamed(NAME))?.timeline.map(({ kind }) => kind)).toEqual(['opened'])
  })

  it('keep the runs of an incident when older ones are pruned, each once', async () => {
    const { store } = await open()
    await openNamed(store)
    const ids = []
    for (const minute of [0, 1, 2]) {
      ids.push((await storeResult(store, resultOf({ scheduledAt: NOW - 3 * DAY + minute * MINUTE }))) ?? 0)
    }
    const [, kept = 0] = ids
    await store.keepRuns(NAME, [kept, 987_654])
    await store.keepRuns(NAME, [kept])
    await store.keepRuns('nothing', [ids[0] ?? 0])
    await store.rollUp(NOW)
    expect(await store.prune(NOW, { runsMs: DAY, hoursMs: 30 * DAY })).toMatchObject({ runs: 2 })
    expect((await store.runs({ limit: 9 })).map(({ id }) => id)).toEqual([kept])
  })

  it('list the artifacts of kept runs that are not gone, those of the newest incident first', async () => {
    const { store } = await open()
    await openNamed(store)
    await openNamed(store, 'claude-20261124-090000', NOW + DAY)
    const newer = { ...SHOT, path: 'claude/login/2-confirm/screenshot.png' }
    const [first = 0, second = 0] = [
      await storeResult(store, resultOf({ artifacts: [SHOT, { ...SHOT, path: 'sandbox/x.log', kind: 'console' }] })),
      await storeResult(store, resultOf({ scheduledAt: NOW + MINUTE, artifacts: [newer] })),
    ]
    expect(await store.incidentArtifacts()).toEqual([])
    await store.keepRuns(NAME, [first])
    await store.keepRuns('claude-20261124-090000', [second])
    expect(await store.incidentArtifacts()).toEqual([newer.path, SHOT.path, 'sandbox/x.log'])
    await store.forgetArtifacts([SHOT.path])
    expect(await store.incidentArtifacts()).toEqual([newer.path, 'sandbox/x.log'])
  })

  it('go with the id of a request that failed', async () => {
    const { store } = await open()
    const failure = failureOf('overloaded', { requestId: 'req_011CX' })
    await storeResult(store, resultOf({ outcome: 'failed', failure }))
    expect(await store.runs({ limit: 1 })).toMatchObject([{ failure: { requestId: 'req_011CX' } }])
  })
}
