import { describe, expect, it } from 'vitest'
import { watchPulse } from '../../../src/run/supervisor/pulse.ts'
import { fakeTiming } from './fake-timing.ts'

function start(limitMs: () => number) {
  const timing = fakeTiming()
  const silences: number[] = []
  const pulse = watchPulse(timing, limitMs, (ms) => silences.push(ms))
  return { timing, silences, pulse }
}

describe('the pulse of a runner', () => {
  it('reports a silence longer than its limit, once', () => {
    const { timing, silences } = start(() => 2_000)
    timing.advance(2_000)
    expect(silences).toEqual([])
    timing.advance(10_000)
    expect(silences).toEqual([2_250])
    expect(timing.pending).toBe(0)
  })

  it('stays quiet while beats come', () => {
    const { timing, silences, pulse } = start(() => 2_000)
    for (let beat = 0; beat < 20; beat += 1) {
      timing.advance(1_500)
      pulse.beat()
    }
    expect(silences).toEqual([])
  })

  it('counts from now where the supervisor itself was late', () => {
    const { timing, silences } = start(() => 2_000)
    timing.skip(3_600_000)
    timing.advance(2_000)
    expect(silences).toEqual([])
    timing.advance(500)
    expect(silences).toHaveLength(1)
  })

  it('takes the limit that holds at the moment', () => {
    let limitMs = 20_000
    const { timing, silences } = start(() => limitMs)
    timing.advance(10_000)
    expect(silences).toEqual([])
    limitMs = 2_000
    timing.advance(250)
    expect(silences).toEqual([10_250])
  })

  it('is over once it is stopped', () => {
    const { timing, silences, pulse } = start(() => 2_000)
    pulse.stop()
    timing.advance(10_000)
    expect(silences).toEqual([])
  })
})
