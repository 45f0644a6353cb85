import { expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

const ITEM = { incident: 'claude-1', workflow: 'code review', item: 'Review merges made by hand', at: NOW }

/** What is to do after outages, and the fallbacks that were proven once. */
export function afterwardsContract({ open }: StoreFactory): void {
  it('is open until it is closed, and stays closed when the incident ends again', async () => {
    const { store, again } = await open()
    const second = { ...ITEM, item: 'Take the notice down' }
    const save = (items: readonly (typeof ITEM)[]) => store.transaction((tx) => tx.saveAfterwards(items))
    await save([])
    await save([ITEM, second])
    const items = await store.afterwards()
    expect(items).toEqual([
      { ...ITEM, id: items[0]?.id },
      { ...second, id: items[1]?.id },
    ])
    const id = items[0]?.id ?? 0
    expect(await store.closeAfterwards(id, { by: 'Ana', at: NOW + MINUTE })).toBe(true)
    expect(await store.closeAfterwards(id, { by: 'Ben', at: NOW + MINUTE })).toBe(false)
    expect(await store.closeAfterwards(9_999, { by: 'Ben', at: NOW })).toBe(false)
    await save([{ ...ITEM, at: NOW + MINUTE }, second])
    for (const reader of [store, await again()]) expect(await reader.afterwards()).toEqual([items[1]])
    await save([{ ...ITEM, incident: 'claude-2' }])
    expect(await store.afterwards()).toHaveLength(2)
  })

  it('has fallbacks that were proven once, with the first time', async () => {
    const { store, again } = await open()
    const proven = { workflow: 'code review', fallback: 'openai/cli', at: NOW }
    expect(await store.provenFallbacks()).toEqual([])
    await store.saveProvenFallback(proven)
    await store.saveProvenFallback({ ...proven, at: NOW + MINUTE })
    await store.saveProvenFallback({ ...proven, fallback: 'gemini/api' })
    const all = [{ ...proven, fallback: 'gemini/api' }, proven]
    for (const reader of [store, await again()]) expect(await reader.provenFallbacks()).toEqual(all)
  })
}
