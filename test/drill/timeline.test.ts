import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lastChangeOf, timelineOf } from '../../src/drill/index.ts'
import type { Scenario } from '../../src/sandbox/index.ts'

const PLAYABLE = ['login', 'chat', 'cli', 'api']

function scenario(changes: Partial<Scenario> = {}): Scenario {
  return {
    ...{ name: 'two-hours', title: 'Two hours', what: 'sign-in fails', sources: [] },
    surfaces: { login: [{ minute: 0, fault: '500' }, { minute: 120 }], video: [{ minute: 0, fault: '500' }], api: [] },
    page: [{ minute: 20, status: 'investigating', text: 'Errors', components: {} }],
    ...changes,
  }
}

describe('the timeline of a drill', () => {
  it('has one step for each moment in which something changes', () => {
    const { steps, surfaces, unplayed, endMinute } = timelineOf(scenario(), PLAYABLE)
    expect(steps.map(({ minute }) => minute)).toEqual([0, 20, 120])
    expect(steps[0]?.faults).toEqual([{ surface: 'login', fault: '500', probability: 1 }])
    expect(steps[1]?.posts).toHaveLength(1)
    expect(steps[2]?.faults).toEqual([{ surface: 'login', probability: 0 }])
    expect(surfaces).toEqual(['login', 'api'])
    expect(unplayed).toEqual(['video'])
    expect(endMinute).toBe(120)
  })

  it('puts changes of several surfaces at one minute into one step', () => {
    const both = { login: [{ minute: 5, fault: '500' }], cli: [{ minute: 5, fault: '529' }, { minute: 9 }] }
    const { steps } = timelineOf(scenario({ surfaces: both, page: [] }), PLAYABLE)
    expect(steps[0]?.faults.map(({ surface }) => surface)).toEqual(['login', 'cli'])
  })

  it('ends at `until` and clears what is broken then', () => {
    const waves = { chat: [{ minute: 0, fault: '500' }, { minute: 50 }, { minute: 90, fault: '500' }, { minute: 200 }] }
    const { steps, endMinute } = timelineOf(scenario({ surfaces: waves, until: 100, page: [] }), PLAYABLE)
    expect(steps.map(({ minute }) => minute)).toEqual([0, 50, 90, 100])
    expect(steps.at(-1)?.faults).toEqual([{ surface: 'chat', probability: 0 }])
    expect(endMinute).toBe(100)
  })

  it('plays a ramp in three steps that grow', () => {
    const ramp = { api: [{ minute: 0, fault: '500', probability: 0.1, rampTo: 0.7 }, { minute: 30 }] }
    const { steps } = timelineOf(scenario({ surfaces: ramp, page: [] }), PLAYABLE)
    expect(steps.map(({ minute }) => minute)).toEqual([0, 10, 20, 30])
    const shares = steps.map(({ faults }) => faults[0]?.probability ?? 0)
    expect(shares.map((share) => Math.round(share * 10) / 10)).toEqual([0.1, 0.3, 0.5, 0])
  })

  it('leaves no fault behind, whatever the scenario', () => {
    const stretch = fc.record({ minute: fc.integer({ min: 0, max: 500 }), broken: fc.boolean() })
    const surface = fc
      .uniqueArray(stretch, { selector: ({ minute }) => minute, maxLength: 6 })
      .map((all) =>
        all
          .toSorted((a, b) => a.minute - b.minute)
          .map(({ minute, broken }) => (broken ? { minute, fault: '500' } : { minute })),
      )
    const surfaces = fc.dictionary(fc.constantFrom(...PLAYABLE), surface)
    fc.assert(
      fc.property(surfaces, fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }), (all, until) => {
        const from = scenario({ surfaces: all, page: [], ...(until === undefined ? {} : { until }) })
        const { steps, endMinute } = timelineOf(from, PLAYABLE)
        const broken = new Set<string>()
        for (const { faults } of steps)
          for (const { surface: name, probability } of faults) probability > 0 ? broken.add(name) : broken.delete(name)
        expect([...broken]).toEqual([])
        expect(steps.every(({ minute }) => minute <= endMinute)).toBe(true)
      }),
    )
  })

  it('returns the start as the last change of a scenario without changes', () => {
    expect(lastChangeOf({ surfaces: { api: [] } })).toBe(0)
  })
})
