import { expect, it } from 'vitest'
import { randomFrom } from '../bench/detection/random.ts'
import { killAroundDelivery } from './delivery/kill-around-delivery.ts'

it('delivers every alert in order through two hundred kills around its sends', async () => {
  const result = await killAroundDelivery(randomFrom(17), { kills: 200, channels: 60, share: 0.1 })
  const { kills, alerts, copies, duplicates, wrong } = result
  console.log(
    `\nkills   ${kills} around a send; ${alerts} alerts to 60 channels in ${copies} copies, ${duplicates} of them twice`,
  )
  expect(wrong).toEqual([])
  expect(duplicates).toBeGreaterThan(0)
})
