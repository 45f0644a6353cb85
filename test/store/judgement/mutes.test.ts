import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SILENT } from '../../../src/core/index.ts'
import { openStore, type Store } from '../../../src/store/index.ts'
import { placeEmptyDatabase } from '../../support/empty-database.ts'
import { newFolder } from '../../support/folder.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)
let store: Store

beforeEach(async () => {
  const path = join(newFolder('quiet'), 'd.sqlite')
  await placeEmptyDatabase(path)
  store = await openStore({ path, log: SILENT, clock: { now: () => T0 } })
})
afterEach(() => store.close())

describe('quiet windows', () => {
  it('are stored unchanged; those not over are listed by start', async () => {
    const later = {
      kind: 'maintenance',
      target: 'claude',
      surface: 'login',
      from: T0 + 60_000,
      to: T0 + 120_000,
      reason: 'drill <b>',
    } as const
    const sooner = { kind: 'mute', from: T0, to: T0 + 1_000 } as const
    const [laterId, soonerId] = [await store.addQuietWindow(later), await store.addQuietWindow(sooner)]
    expect(await store.quietWindows(T0)).toEqual([
      { id: soonerId, ...sooner },
      { id: laterId, ...later },
    ])
    expect(await store.quietWindows(T0 + 1_000)).toEqual([{ id: laterId, ...later }])
  })

  it('end at once on request, also those that have not begun', async () => {
    await store.addQuietWindow({ kind: 'mute', from: T0 - 1_000, to: T0 + 60_000 })
    await store.addQuietWindow({ kind: 'mute', from: T0 + 30_000, to: T0 + 60_000 })
    await store.addQuietWindow({ kind: 'mute', from: T0 - 5_000, to: T0 - 4_000 })
    expect(await store.endQuietWindows(T0)).toBe(2)
    expect(await store.quietWindows(T0)).toEqual([])
    expect(await store.endQuietWindows(T0)).toBe(0)
  })

  it('end one by one, each by its id', async () => {
    const running = await store.addQuietWindow({ kind: 'mute', from: T0 - 1_000, to: T0 + 60_000 })
    const later = await store.addQuietWindow({ kind: 'mute', from: T0 + 30_000, to: T0 + 60_000 })
    const over = await store.addQuietWindow({ kind: 'mute', from: T0 - 5_000, to: T0 - 4_000 })
    expect(await store.endQuietWindow(running, T0)).toBe(true)
    expect((await store.quietWindows(T0)).map(({ id }) => id)).toEqual([later])
    expect([await store.endQuietWindow(later, T0), await store.endQuietWindow(over, T0)]).toEqual([true, false])
    expect(await store.endQuietWindow(running, T0)).toBe(false)
    expect(await store.quietWindows(T0)).toEqual([])
  })
})
