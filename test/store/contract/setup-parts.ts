import { expect, it } from 'vitest'
import type { SetupPart } from '../../../src/core/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

const VERSION: SetupPart = { kind: 'version', subject: '', value: '0.1.0' }
const CONFIG: SetupPart = { kind: 'config', subject: '', value: 'aaaaaaaaaaaa' }
const LOGIN: SetupPart = { kind: 'probe', subject: 'sandbox/login', value: 'bbbbbbbbbbbb' }
const ALL = { from: 0, to: NOW + 1_000_000 }

/** What workers start with, and what of it changed. */
export function setupPartsContract({ open }: StoreFactory): void {
  it('are no change at the first start, nor while they stay the same', async () => {
    const { store } = await open()
    for (const at of [NOW, NOW + 1, NOW + 2]) {
      await store.saveSetup({ at, location: 'here', parts: [VERSION, CONFIG, LOGIN] })
    }
    expect(await store.setupChanges(ALL)).toEqual([])
  })

  it('are changes with the value before, oldest first, within the range and of the target', async () => {
    const { store, again } = await open()
    const start = (at: number, parts: readonly SetupPart[]) => store.saveSetup({ at, location: 'here', parts })
    await start(NOW, [VERSION, CONFIG, LOGIN])
    await start(NOW + 1, [VERSION, CONFIG, { ...LOGIN, value: 'cccccccccccc' }])
    await start(NOW + 2, [{ ...VERSION, value: '0.2.0' }, CONFIG, LOGIN])
    const probe = { ...LOGIN, at: NOW + 1, location: 'here', value: 'cccccccccccc', before: LOGIN.value }
    const version = { ...VERSION, at: NOW + 2, location: 'here', value: '0.2.0', before: '0.1.0' }
    const back = { ...LOGIN, at: NOW + 2, location: 'here', before: 'cccccccccccc' }
    for (const reader of [store, await again()]) {
      expect(await reader.setupChanges(ALL)).toEqual([probe, version, back])
      expect(await reader.setupChanges({ from: NOW, to: NOW + 2 })).toEqual([probe])
      expect(await reader.setupChanges({ ...ALL, target: 'claude' })).toEqual([version])
      expect(await reader.setupChanges({ ...ALL, target: 'sandbox' })).toEqual([probe, version, back])
    }
  })

  it('are compared with the last start of the same location only', async () => {
    const { store } = await open()
    await store.saveSetup({ at: NOW, location: 'here', parts: [CONFIG] })
    await store.saveSetup({ at: NOW + 1, location: 'there', parts: [{ ...CONFIG, value: 'dddddddddddd' }] })
    await store.saveSetup({ at: NOW + 2, location: 'here', parts: [CONFIG] })
    expect(await store.setupChanges(ALL)).toEqual([])
  })

  it('of a probe that is new are no change', async () => {
    const { store } = await open()
    await store.saveSetup({ at: NOW, location: 'here', parts: [CONFIG] })
    await store.saveSetup({ at: NOW + 1, location: 'here', parts: [CONFIG, LOGIN] })
    expect(await store.setupChanges(ALL)).toEqual([])
  })
}
