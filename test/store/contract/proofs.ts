import { expect, it } from 'vitest'
import { DAY, type FailoverProof } from '../../../src/core/index.ts'
import { NOW, type StoreFactory } from '../kit.ts'

const PROOF: FailoverProof = {
  ...{ class: 'overloaded', route: 'gateway', through: 'openai/cli', at: NOW, green: true },
  ...{ tookMs: 4_200, client: 'codex 1.2.3' },
}

/** Results of injecting failures into the team's own routes. */
export function proofsContract({ open }: StoreFactory): void {
  it('are none at first, and come back as they were stored', async () => {
    const { store, again } = await open()
    expect(await store.proofs()).toEqual([])
    const { tookMs: _, client: __, ...bare } = PROOF
    const red: FailoverProof = { ...bare, class: 'truncated', green: false, at: NOW + 1 }
    await store.saveProof(PROOF)
    await store.saveProof(red)
    for (const reader of [store, await again()]) expect(await reader.proofs()).toEqual([PROOF, red])
  })

  it('give the newest of each class, route and surface, whatever order they came in', async () => {
    const { store } = await open()
    const older = { ...PROOF, at: NOW - DAY, green: false }
    const others: readonly FailoverProof[] = [
      { ...PROOF, route: 'cli', at: NOW + 1 },
      { ...PROOF, through: 'gemini/cli', at: NOW + 2 },
      { ...PROOF, class: 'stalled', at: NOW + 3 },
    ]
    for (const proof of [PROOF, older, ...others]) await store.saveProof(proof)
    expect(await store.proofs()).toEqual([PROOF, ...others])
  })

  it('are pruned once they are old and a newer one replaces them; the newest stays however old it is', async () => {
    const { store } = await open()
    const old = { ...PROOF, at: NOW - 40 * DAY }
    const remaining: readonly FailoverProof[] = [
      { ...old, class: 'stalled' },
      { ...PROOF, route: 'cli', at: NOW - 20 * DAY },
      { ...PROOF, at: NOW - 10 * DAY },
    ]
    for (const proof of [old, { ...old, at: old.at + 1, green: false }, ...remaining]) await store.saveProof(proof)
    await store.prune(NOW, { runsMs: 30 * DAY, hoursMs: 400 * DAY })
    expect(await store.proofs()).toEqual(remaining)
  })
}
