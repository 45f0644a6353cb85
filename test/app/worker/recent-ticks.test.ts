import { describe, expect, it } from 'vitest'
import { createRecentTicks } from '../../../src/app/worker/recent-ticks.ts'
import { createPolicy, emptyMemory } from '../../../src/judge/index.ts'

const POLICY = createPolicy()
const CALM = emptyMemory({ name: 'claude', probes: [] })
const targetAt = (everyMs: number) => ({ name: 'claude', probes: [{ surface: 'api', probe: 'api', everyMs }] })

describe('when a target is judged although no run came', () => {
  it('is at once without an earlier tick, and every 20 s where nothing can have changed', () => {
    const ticks = createRecentTicks()
    expect(ticks.isDue(targetAt(2_000), POLICY, 0)).toBe(true)
    ticks.note(targetAt(2_000), CALM, 0)
    expect(ticks.isDue(targetAt(2_000), POLICY, 19_999)).toBe(false)
    expect(ticks.isDue(targetAt(2_000), POLICY, 20_000)).toBe(true)
  })

  it('is at once where a budget changed the pace of a probe', () => {
    const ticks = createRecentTicks()
    ticks.note(targetAt(2_000), CALM, 0)
    expect(ticks.isDue(targetAt(600_000), POLICY, 1)).toBe(true)
  })
})
