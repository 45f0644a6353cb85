import { expect, it } from 'vitest'
import { SECOND } from '../../src/core/index.ts'
import { NOW, requestOf, sqlite } from './kit.ts'

it('lets timers fire between the transactions of a long queue', async () => {
  const { store } = await sqlite.open()
  let written = 0
  let seenAt: number | undefined
  const writes = Array.from({ length: 50 }, async (_, index) => {
    await store.transaction((tx) => tx.claimRun(requestOf({ scheduledAt: NOW + index * SECOND }), NOW))
    written += 1
  })
  setImmediate(() => {
    seenAt = written
  })
  await Promise.all(writes)
  expect(seenAt).toBeLessThan(50)
})
