import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisplayState, SurfaceView } from '../../dashboards/model/model.ts'
import { foldedWords } from '../../dashboards/words/groups.ts'
import { filterIn } from '../../src/report/filter.ts'
import { isSmall, overviewOf } from '../../src/report/overview.ts'

const DISPLAY_STATES: readonly DisplayState[] = ['down', 'degraded', 'unknown', 'waiting', 'maintenance', 'operational']

function door(target: string, surface: string, standing: DisplayState = 'operational'): SurfaceView {
  return { target, surface, title: surface, standing, measured: 'operational', basis: 'judged', probes: [] }
}

/** `count` open doors of a target, named after their place. */
function open(target: string, count: number): SurfaceView[] {
  return Array.from({ length: count }, (_, index) => door(target, `m${String(index).padStart(3, '0')}`))
}

const namesOf = (doors: readonly SurfaceView[]) => doors.map(({ target, surface }) => `${target}/${surface}`)

describe('an overview of many doors', () => {
  it('groups them by target, the worst first, with cards for trouble and one line for what is open', () => {
    const doors = [
      ...open('alpha', 5),
      ...open('beta', 9),
      door('beta', 'slow', 'degraded'),
      ...open('gamma', 4),
      door('gamma', 'api', 'unknown'),
      door('gamma', 'login', 'down'),
    ]
    const { groups, lines, more } = overviewOf(doors, {})
    expect(groups.map(({ target, cards }) => [target, namesOf(cards)])).toEqual([
      ['gamma', ['gamma/login', 'gamma/api']],
      ['beta', ['beta/slow']],
    ])
    expect(groups.map(foldedWords)).toEqual(['all other 4 operational', 'all other 9 operational'])
    expect(lines.map((group) => `${group.target}: ${foldedWords(group)}`)).toEqual(['alpha: all 5 operational'])
    expect(more).toEqual({ groups: 0, counts: {} })
  })

  it('draws the worst of each group where all are broken, and counts the others', () => {
    const doors = Array.from({ length: 90 }, (_, index) =>
      door(`t${index % 3}`, `s${index}`, index < 60 ? 'down' : 'unknown'),
    )
    const { groups, lines } = overviewOf(doors, {})
    expect(groups.map(({ cards }) => cards.length)).toEqual([8, 8, 8])
    expect(groups.flatMap(({ cards }) => cards).every(({ standing }) => standing === 'down')).toBe(true)
    expect(groups.map(foldedWords)).toEqual(Array(3).fill('22 more: 12 down, 10 unknown'))
    expect(lines).toEqual([])
  })

  it('draws every matching door where they are few, open ones too', () => {
    const doors = [...open('alpha', 50), ...open('beta', 50)]
    expect(namesOf(overviewOf(doors, { text: 'beta m04' }).groups.flatMap(({ cards }) => cards))).toEqual(
      Array.from({ length: 10 }, (_, index) => `beta/m04${index}`),
    )
  })

  it('finds a door by words of its target and name, in any order and case, and by its state', () => {
    const doors = [...open('alpha', 20), door('Beta', 'Login', 'down'), door('beta', 'api', 'down')]
    const names = (filter: Parameters<typeof overviewOf>[1]) =>
      namesOf(overviewOf(doors, filter).groups.flatMap(({ cards }) => cards))
    expect(names({ text: 'LOGIN beta' })).toEqual(['Beta/Login'])
    expect(names({ text: 'beta/' })).toEqual(['Beta/Login', 'beta/api'])
    expect(names({ state: 'down', text: 'api' })).toEqual(['beta/api'])
    expect(overviewOf(doors, { text: 'nowhere' })).toMatchObject({ matching: 0, total: 22, groups: [], lines: [] })
  })

  it('neither loses nor repeats a door, and never exceeds its caps', () => {
    const anyDoor = fc.record({
      target: fc.integer({ min: 0, max: 120 }).map((index) => `t${index}`),
      standing: fc.constantFrom(...DISPLAY_STATES),
    })
    fc.assert(
      fc.property(fc.array(anyDoor, { maxLength: 400 }), (some) => {
        const doors = some.map(({ target, standing }, index) => door(target, `s${index}`, standing))
        const { groups, lines, more, matching } = overviewOf(doors, {})
        const sum = (counts: Readonly<Partial<Record<DisplayState, number>>>) =>
          Object.values(counts).reduce((total, count) => total + count, 0)
        const cards = groups.flatMap((group) => group.cards)
        const folded = [...groups, ...lines].reduce((total, group) => total + sum(group.folded), 0)
        expect(matching).toBe(doors.length)
        expect(new Set(namesOf(cards)).size + folded + sum(more.counts)).toBe(doors.length)
        expect(cards.length).toBeLessThanOrEqual(24)
        expect(lines.length).toBeLessThanOrEqual(60)
      }),
    )
  })
})

describe('a small set-up', () => {
  it('has at most three targets and twelve doors, and no filter', () => {
    expect(isSmall([...open('a', 4), ...open('b', 4), ...open('c', 4)])).toBe(true)
    expect(isSmall([...open('a', 5), ...open('b', 4), ...open('c', 4)])).toBe(false)
    expect(isSmall(['a', 'b', 'c', 'd'].flatMap((target) => open(target, 1)))).toBe(false)
    expect(isSmall(open('a', 2), { text: 'a' })).toBe(false)
  })
})

describe('the filter in an address', () => {
  it('is empty for the fields of an untouched form', () => {
    expect(filterIn({ q: ' ', state: '' })).toEqual({})
    expect(filterIn({})).toEqual({})
  })

  it('has a text of one bounded line, and a state that exists', () => {
    expect(filterIn({ q: ' claude\n\u202elogin ', state: 'down' })).toEqual({ text: 'claude login', state: 'down' })
    expect(filterIn({ q: 'x'.repeat(5_000) })).toEqual({ text: expect.stringMatching(/^.{100}$/) })
    expect(filterIn({ state: 'purple' })).toMatchObject({ parameter: 'state', value: 'purple' })
  })
})
