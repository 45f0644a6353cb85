import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, isBroken, MINUTE, type State, type TimelineEntry, type Transition } from '../../src/core/index.ts'
import { plainEvidence } from '../../src/judge/evidence.ts'
import { applyToIncident } from '../../src/judge/incident.ts'
import { createPolicy } from '../../src/judge/index.ts'
import type { IncidentMemory } from '../../src/judge/memory.ts'
import { HTTP_500, T0 } from './kit.ts'

const POLICY = createPolicy({ settleMs: HOUR })
const NONE: IncidentMemory = { since: 0 }

function moves(surface: string, from: State, to: State, more: Partial<Transition> = {}): Transition {
  const failure = isBroken(to) ? { failure: HTTP_500 } : {}
  return {
    target: 't',
    surface,
    at: T0,
    since: T0 - MINUTE,
    from,
    to,
    evidence: plainEvidence('why'),
    ...failure,
    ...more,
  }
}

/** The incident of a target whose surfaces change one after the other, a minute apart; a list changes them at once. */
function play(...changes: readonly (Transition | readonly Transition[])[]) {
  let memory = NONE
  let now = T0
  const entries: TimelineEntry[] = []
  const scopes: string[] = []
  for (const [index, change] of changes.entries()) {
    now = T0 + index * MINUTE
    const scope = `scope ${index}`
    scopes.push(scope)
    const applied = applyToIncident(memory, Array.isArray(change) ? change : [change as Transition], scope, POLICY, now)
    memory = applied.memory
    entries.push(...(applied.change?.entries ?? []))
  }
  const kinds = entries.filter(({ kind, surface }) => kind !== 'scope' || surface).map(({ kind }) => kind)
  return { memory, incident: memory.incident, entries, kinds, texts: entries.map(({ text }) => text), now }
}

describe('an incident', () => {
  it('opens with the first surface that breaks, from the time the trouble began', () => {
    const { incident, entries } = play(moves('login', 'operational', 'down'))
    expect(incident).toMatchObject({ name: 't-20261123-210000', target: 't', openedAt: T0, impactAt: T0 - MINUTE })
    expect(incident).not.toHaveProperty('resolvedAt')
    expect(entries[0]).toMatchObject({
      ...{ kind: 'opened', surface: 'login', summary: 'login is down', failure: HTTP_500 },
      text: "login is down (HTTP 500 at 'submit credentials')",
    })
  })

  it('does not open where a state becomes better, unknown or stays as bad', () => {
    for (const change of [
      moves('login', 'down', 'degraded'),
      moves('login', 'operational', 'unknown'),
      moves('login', 'unknown', 'operational'),
      moves('login', 'operational', 'maintenance'),
    ]) {
      expect(play(change).incident).toBeUndefined()
    }
  })

  it('begins with the earliest trouble of its surfaces, also of one that joins later', () => {
    const early = moves('chat', 'operational', 'degraded', { since: T0 - 10 * MINUTE })
    const { incident, kinds } = play(moves('login', 'operational', 'down'), early)
    expect(incident?.impactAt).toBe(T0 - 10 * MINUTE)
    expect(incident?.surfaces.map(({ surface }) => surface)).toEqual(['chat', 'login'])
    expect(kinds).toEqual(['opened', 'joined'])
  })

  it('ends once its last surface recovers', () => {
    const both = [moves('login', 'operational', 'down'), moves('chat', 'operational', 'down')]
    const { incident, kinds, texts, now } = play(
      both,
      moves('login', 'down', 'operational'),
      moves('chat', 'down', 'operational'),
    )
    expect(incident?.resolvedAt).toBe(now)
    expect(kinds).toEqual(['opened', 'joined', 'recovered', 'recovered', 'resolved'])
    expect(texts.at(-1)).toBe('all surfaces work again after 3 min')
  })

  it.each<[from: State, to: State, kind: string]>([
    ['degraded', 'down', 'worsened'],
    ['down', 'degraded', 'eased'],
  ])('notes that a surface goes from %s to %s, and keeps its worst state', (from, to, kind) => {
    const { incident, kinds } = play(moves('login', 'operational', from), moves('login', from, to))
    expect(kinds).toEqual(['opened', kind])
    expect(incident?.surfaces).toMatchObject([{ state: to, worst: 'down' }])
  })

  it('notes a relapse of a surface while another is still broken', () => {
    const { incident, kinds } = play(
      [moves('login', 'operational', 'down'), moves('chat', 'operational', 'down')],
      moves('login', 'down', 'operational'),
      moves('login', 'operational', 'degraded'),
    )
    expect(kinds).toEqual(['opened', 'joined', 'recovered', 'relapsed'])
    expect(incident?.surfaces.find(({ surface }) => surface === 'login')).not.toHaveProperty('recoveredAt')
  })

  it('stays open while a broken surface is unknown or under maintenance', () => {
    for (const to of ['unknown', 'maintenance'] as const) {
      const { incident, texts } = play(moves('login', 'operational', 'down'), moves('login', 'down', to))
      expect(incident).not.toHaveProperty('resolvedAt')
      expect(texts.join()).toContain(to === 'unknown' ? 'its state is unknown' : 'under maintenance and does not work')
    }
  })

  it('ends for a surface that is measured as working under maintenance', () => {
    const works = moves('login', 'down', 'maintenance', { measured: 'operational' })
    const { incident, kinds } = play(moves('login', 'operational', 'down'), works)
    expect(kinds).toEqual(['opened', 'recovered', 'resolved'])
    expect(incident?.resolvedAt).toBe(T0 + MINUTE)
  })

  it('is closed without a recovery where its last surface is no longer watched', () => {
    const retired = moves('login', 'down', 'unknown', { retired: true })
    const { incident, texts } = play(moves('login', 'operational', 'down'), retired)
    expect(incident).toMatchObject({ closed: 'login is no longer watched', resolvedAt: T0 + MINUTE })
    expect(texts.at(-1)).toBe('closed: login is no longer watched')
  })

  it('notes its scope when that changes, and keeps the widest one', () => {
    const { incident } = play(
      [moves('login', 'operational', 'down'), moves('chat', 'operational', 'down')],
      moves('chat', 'down', 'operational'),
    )
    expect(incident).toMatchObject({ scope: 'scope 1', widest: { scope: 'scope 0', surfaces: 2 } })
  })

  it('is unchanged, as the same object, where nothing changes', () => {
    const { memory } = play(moves('login', 'operational', 'down'))
    expect(applyToIncident(memory, [], 'scope 0', POLICY, T0 + MINUTE)).toEqual({ memory })
    expect(applyToIncident(memory, [], 'scope 0', POLICY, T0 + MINUTE).memory).toBe(memory)
  })
})

describe('trouble after an incident', () => {
  const over = play(moves('login', 'operational', 'down'), moves('login', 'down', 'operational'))
  const again = (surface: string, afterMs: number) =>
    applyToIncident(over.memory, [moves(surface, 'operational', 'down')], 'scope', POLICY, over.now + afterMs)

  it('reopens it within the settling time', () => {
    const { memory, change } = again('login', 10 * MINUTE)
    expect(memory.incident?.name).toBe(over.incident?.name)
    expect(memory.incident).not.toHaveProperty('resolvedAt')
    expect(change?.entries[0]).toMatchObject({ kind: 'reopened', text: 'login is down again after 10 min' })
  })

  it('reopens it for another surface, which joins', () => {
    const { change } = again('chat', 10 * MINUTE)
    expect(change?.entries.map(({ kind }) => kind).slice(0, 2)).toEqual(['reopened', 'joined'])
    expect(change?.entries[0]?.text).toBe('there is trouble again, 10 min after all surfaces had recovered')
  })

  it('opens a new one after the settling time, with another name', () => {
    const { memory } = again('login', 3 * HOUR)
    expect(memory.incident?.name).not.toBe(over.incident?.name)
    expect(memory.incident?.surfaces).toHaveLength(1)
  })

  it('in the same second has a name of its own', () => {
    const policy = createPolicy({ settleMs: 0 })
    const first = applyToIncident(NONE, [moves('a', 'operational', 'down')], 's', policy, T0)
    const closed = applyToIncident(first.memory, [moves('a', 'down', 'operational')], 's', policy, T0 + 1)
    const second = applyToIncident(closed.memory, [moves('a', 'operational', 'down')], 's', policy, T0 + 500)
    expect(second.change?.entries[0]?.kind).toBe('opened')
    expect(second.memory.incident?.name).toBe(`${first.memory.incident?.name}-2`)
  })
})

describe('whatever the states of surfaces do', () => {
  const STATES: readonly State[] = ['operational', 'degraded', 'down', 'unknown', 'maintenance']
  const wish = fc.record({ surface: fc.constantFrom('login', 'chat', 'api'), to: fc.constantFrom(...STATES) })

  it('the incident is open exactly while a surface of it has not recovered, and lists each surface once', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
        const states = new Map<string, State>()
        let memory = NONE
        for (const [index, { surface, to }] of wishes.entries()) {
          const from = states.get(surface) ?? 'unknown'
          if (from === to) continue
          states.set(surface, to)
          const now = T0 + index * MINUTE
          const { memory: next, change } = applyToIncident(memory, [moves(surface, from, to)], `${index}`, POLICY, now)
          memory = next
          const { incident } = memory
          if (!incident) continue
          const names = incident.surfaces.map((one) => one.surface)
          expect(new Set(names).size).toBe(names.length)
          const unrecovered = incident.surfaces.filter(({ recoveredAt }) => recoveredAt === undefined)
          expect(incident.resolvedAt === undefined).toBe(unrecovered.length > 0)
          expect(incident.impactAt).toBeLessThanOrEqual(incident.openedAt)
          for (const entry of change?.entries ?? []) expect(entry.at).toBe(now)
        }
      }),
    )
  })
})
