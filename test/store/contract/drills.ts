import { expect, it } from 'vitest'
import { DAY, type DrillSummary } from '../../../src/core/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

const DRILL: DrillSummary = {
  ...{
    id: '20261129-143200-front-doors-first',
    scenario: 'front-doors-first',
    seed: 7,
    begunAt: NOW - 90_000,
    at: NOW,
  },
  ...{ status: 'completed', deviated: false, score: 60.6, possible: 96, open: true, example: false },
}

/** The scores of drills. */
export function drillsContract({ open }: StoreFactory): void {
  it('are none at first, and come back to the tenth of a point', async () => {
    const { store, again } = await open()
    expect(await store.drills()).toEqual([])
    await store.saveDrill(DRILL)
    for (const reader of [store, await again()]) expect(await reader.drills()).toEqual([DRILL])
  })

  it('come back in the order in which they ended', async () => {
    const { store } = await open()
    const older: DrillSummary = {
      ...DRILL,
      id: 'older',
      at: NOW - DAY,
      status: 'aborted',
      deviated: true,
      example: true,
    }
    await store.saveDrill(DRILL)
    await store.saveDrill(older)
    expect(await store.drills()).toEqual([older, DRILL])
  })

  it('are kept once by their name', async () => {
    const { store } = await open()
    await store.saveDrill(DRILL)
    await expect(store.saveDrill(DRILL)).rejects.toThrow()
    expect(await store.drills()).toHaveLength(1)
  })
}
