import { describe, expect, it } from 'vitest'
import { afterwardsOf } from '../../../src/app/continuity/afterwards.ts'
import { troubledAfter, troubledNow } from '../../../src/app/continuity/trouble.ts'
import type { OutageAdvice, SurfaceStatus } from '../../../src/core/index.ts'
import { failureOf, incidentOf, NOW, verdictOf } from '../../store/kit.ts'

const failure = failureOf('overloaded')
const statuses = [
  { surface: 'login', state: 'down', failure },
  { surface: 'chat', state: 'operational' },
] as unknown as readonly SurfaceStatus[]
const surfaces = [{ surface: 'login', state: 'operational', worst: 'down', since: NOW, failure }] as const

describe('the surfaces in trouble', () => {
  it('are named as the plan names them, with the class of their failure', () => {
    expect(troubledNow('claude', statuses)).toEqual([
      { surface: 'claude/login', state: 'down', class: 'overloaded' },
      { surface: 'claude/chat', state: 'operational' },
    ])
  })

  it.each([
    ['without an incident', verdictOf()],
    [
      'while an incident is open',
      verdictOf({ incident: { incident: incidentOf('claude-1', { surfaces }), entries: [] } }),
    ],
  ])('after a verdict are those of now: %s', (_when, verdict) => {
    expect(troubledAfter('claude', statuses, verdict)).toEqual(troubledNow('claude', statuses))
  })

  it('after the end of an incident are those that it had, at their worst', () => {
    const incident = incidentOf('claude-1', { surfaces, resolvedAt: NOW })
    expect(troubledAfter('claude', statuses, verdictOf({ incident: { incident, entries: [] } }))).toEqual([
      { surface: 'claude/login', state: 'down', class: 'overloaded' },
    ])
  })
})

describe('what is to do afterwards', () => {
  const advice = {
    afterwards: [
      { workflow: 'code review', text: 'Review merges' },
      { workflow: 'support bot', text: 'Take the notice down' },
    ],
  } as unknown as OutageAdvice

  it('is nothing while the incident lasts', () => {
    expect(afterwardsOf(advice, { name: 'claude-1' })).toEqual([])
  })

  it('is each item of the plan, from the end of the incident on', () => {
    expect(afterwardsOf(advice, { name: 'claude-1', resolvedAt: NOW })).toEqual([
      { incident: 'claude-1', workflow: 'code review', item: 'Review merges', at: NOW },
      { incident: 'claude-1', workflow: 'support bot', item: 'Take the notice down', at: NOW },
    ])
  })
})
