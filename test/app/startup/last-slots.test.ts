import { expect, it } from 'vitest'
import { readLastSlots } from '../../../src/app/startup/last-slots.ts'
import { probeId } from '../../../src/core/index.ts'
import { NOW, resultOf } from '../../store/kit.ts'

it('The last slots are those of all probes, run or left out, next to the slot of each last run', async () => {
  const [login, chat] = [
    resultOf({ scheduledAt: NOW }),
    resultOf({ surface: 'chat', probe: 'chat', scheduledAt: NOW - 5 }),
  ]
  const slots = new Map([[probeId(login), NOW + 60]])
  const store = { lastRuns: async () => [login, chat], lastSlots: async () => slots }
  expect(await readLastSlots(store as never)).toEqual({
    slots,
    runs: new Map([
      [probeId(login), NOW],
      [probeId(chat), NOW - 5],
    ]),
  })
})
