import { expect, it, onTestFinished } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { emptyMemory } from '../../../src/judge/index.ts'
import { benchOf, T0 } from '../../judge/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { openFakeDrill } from './fake-world.ts'

const CALM = { name: 'calm', title: 'Calm', what: 'nothing fails', sources: [], surfaces: {}, page: [] }

it('starts the judge of a drill from the baselines of the real monitor, as old by the clock of the drill', async () => {
  const bench = benchOf()
  for (let run = 0; run < 20; run += 1) bench.apply({ at: T0 + run * MINUTE })
  const real = {
    judgeMemory: async (target: string) => ({
      memory: target === 'claude' ? bench.memory : emptyMemory({ name: target, probes: [] }),
      unreadable: [],
    }),
  }
  const drill = await openFakeDrill(CALM, newFolder('drill'), { real })
  onTestFinished(() => drill.life.end().then(() => undefined))
  const { memory } = await drill.world.store.judgeMemory('claude')
  const byMs = drill.world.clock.now() - drill.machine.now()
  expect(byMs).not.toBe(0)
  expect(bench.memory.streams.size).toBe(1)
  for (const [id, stream] of bench.memory.streams) {
    const baseline = { ...stream.baseline, since: stream.baseline.since + byMs }
    expect(memory.streams.get(id)).toEqual({ ...stream, at: stream.at + byMs, baseline })
  }
  expect(memory.paces.size).toBe(0)
})
