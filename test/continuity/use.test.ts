import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextUses, primaryUse, type UseReading, type WorkflowUse } from '../../src/continuity/index.ts'
import type { State, Workflow } from '../../src/core/index.ts'
import { codeReview, MONDAY } from './kit.ts'

const A = { name: 'claude-1', target: 'claude' }

function reading(states: Readonly<Record<string, State>>, incidents: UseReading['incidents'] = []): UseReading {
  return { states, incidents, now: MONDAY }
}

/** What code review uses after these readings, one after another. */
function useAfter(readings: readonly UseReading[], workflow: Workflow = codeReview()): WorkflowUse {
  let uses: Readonly<Record<string, WorkflowUse>> = {}
  for (const [index, one] of readings.entries()) uses = nextUses([workflow], uses, { ...one, now: MONDAY + index })
  return uses[workflow.name] as WorkflowUse
}

const UP = reading({ 'claude/cli': 'operational', 'openai/cli': 'operational' })
const DOWN = reading({ 'claude/cli': 'down', 'openai/cli': 'operational' }, [A])
const RECOVERED = reading({ 'claude/cli': 'operational', 'openai/cli': 'operational' }, [A])

describe('what a workflow uses', () => {
  it('is the primary while no incident interrupts it', () => {
    expect(useAfter([UP])).toEqual({
      ...primaryUse(codeReview(), MONDAY),
      primary: 'claude/cli',
      surface: 'claude/cli',
    })
    expect(useAfter([reading({ 'claude/cli': 'down' })]).mode).toBe('primary')
  })

  it('is model B as soon as an incident is open', () => {
    expect(useAfter([UP, DOWN])).toEqual({
      ...{ primary: 'claude/cli', surface: 'openai/cli', mode: 'switch', since: MONDAY + 1 },
      incidents: ['claude-1'],
    })
  })

  it('stays with model B until the judge has closed the incident, whatever the states do', () => {
    expect(useAfter([DOWN, RECOVERED, DOWN, RECOVERED]).surface).toBe('openai/cli')
    expect(useAfter([DOWN, RECOVERED]).since).toBe(MONDAY)
    expect(useAfter([DOWN, RECOVERED, UP]).surface).toBe('claude/cli')
  })

  it('stays with model B where that one fails during the incident: one change per incident', () => {
    const both = reading({ 'claude/cli': 'operational', 'openai/cli': 'down' }, [A])
    expect(useAfter([DOWN, both]).surface).toBe('openai/cli')
  })

  it('does not change to a model B that is broken, and does once it works', () => {
    const both = reading({ 'claude/cli': 'down', 'openai/cli': 'degraded' }, [A])
    expect(useAfter([both])).toMatchObject({ mode: 'down', surface: 'claude/cli', incidents: ['claude-1'] })
    expect(useAfter([both, DOWN])).toMatchObject({ mode: 'switch', surface: 'openai/cli' })
    expect(useAfter([both, UP]).mode).toBe('primary')
  })

  it('is what the plan says where the work stops or goes by hand', () => {
    const stop = codeReview({ fallback: { kind: 'stop', protects: 'customers' } })
    expect(useAfter([DOWN], stop)).toMatchObject({ mode: 'stop', surface: 'claude/cli' })
    const manual = codeReview({ fallback: { kind: 'manual', guide: 'g.md', guideMaxAgeMs: 1, keeps: 0.4 } })
    expect(useAfter([DOWN, RECOVERED], manual).mode).toBe('manual')
    const { fallback: _, ...unprotected } = codeReview()
    expect(useAfter([DOWN], unprotected).mode).toBe('down')
  })

  it('switches from the state on that hitBy names', () => {
    const degraded = reading({ 'claude/cli': 'degraded' }, [A])
    expect(useAfter([degraded]).mode).toBe('switch')
    expect(useAfter([degraded], codeReview({ hitBy: 'down' })).mode).toBe('primary')
  })

  it('continues while one of several surfaces works', () => {
    const either = codeReview({ uses: [{ anyOf: ['claude/cli', 'claude/api'] }] })
    expect(useAfter([reading({ 'claude/cli': 'down', 'claude/api': 'operational' }, [A])], either).mode).toBe('primary')
  })

  it('follows a plan that was edited during the incident', () => {
    const before = nextUses([codeReview()], {}, DOWN)
    const edited = codeReview({ fallback: { kind: 'stop', protects: 'customers' } })
    expect(nextUses([edited], before, DOWN)['code review']).toMatchObject({ mode: 'stop', surface: 'claude/cli' })
  })

  it('changes at most twice per incident: there once model B works, and back when it is closed', () => {
    const state = fc.constantFrom<State>('operational', 'degraded', 'down', 'unknown')
    const readings = fc.array(fc.record({ a: state, b: state }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(readings, (steps) => {
        const during = steps.map(({ a, b }) => reading({ 'claude/cli': a, 'openai/cli': b }, [A]))
        const surfaces: string[] = []
        let uses: Readonly<Record<string, WorkflowUse>> = {}
        for (const input of [UP, ...during, UP]) {
          uses = nextUses([codeReview()], uses, input)
          surfaces.push(uses['code review']?.surface ?? '')
        }
        const changes = surfaces.filter((surface, index) => index > 0 && surface !== surfaces[index - 1]).length
        expect(changes === 0 || changes === 2).toBe(true)
        expect(surfaces.at(-1)).toBe('claude/cli')
      }),
    )
  })
})
