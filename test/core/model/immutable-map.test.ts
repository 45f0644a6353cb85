import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ImmutableMap } from '../../../src/core/index.ts'

const key = fc.oneof(fc.constantFrom('login', 'chat', '__proto__', 'constructor', '1', '10', '2'), fc.string())
const entries = fc.array(fc.tuple(key, fc.integer({ min: 0, max: 3 })), { maxLength: 20 })

const built = (changes: readonly (readonly [string, number])[], from: ImmutableMap<number> = ImmutableMap.EMPTY) =>
  changes.reduce((map, [name, value]) => map.with(name, value), from)

describe('an immutable map', () => {
  it('has the entries of a Map, in the order of its keys', () => {
    fc.assert(
      fc.property(entries, (changes) => {
        const model = new Map(changes)
        const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
        for (const map of [built(changes), ImmutableMap.of(changes)]) {
          expect([...map]).toEqual(sorted)
          expect([...map.keys()]).toEqual(sorted.map(([name]) => name))
          expect(map.values()).toEqual(sorted.map(([, value]) => value))
          expect(map.size).toBe(model.size)
          for (const [name, value] of model) expect([map.get(name), map.has(name)]).toEqual([value, true])
        }
      }),
    )
  })

  it('has no key that nobody set', () => {
    for (const name of ['__proto__', 'constructor', 'login', '']) {
      expect(ImmutableMap.EMPTY.get(name)).toBeUndefined()
      expect(ImmutableMap.EMPTY.has(name)).toBe(false)
    }
  })

  it('is not changed by what is derived from it', () => {
    fc.assert(
      fc.property(entries, entries, (first, then) => {
        const before = built(first)
        const copy = [...before]
        built(then, before)
        expect([...before]).toEqual(copy)
      }),
    )
  })

  it('is the same map where a key has its value already', () => {
    const map = ImmutableMap.of([['login', 1]])
    expect(map.with('login', 1)).toBe(map)
    expect(map.with('login', 2)).not.toBe(map)
  })

  it('gives the entries that changed since another map, and the keys that are gone', () => {
    fc.assert(
      fc.property(entries, entries, fc.boolean(), (first, then, isDerived) => {
        const before = built(first)
        const after = isDerived ? built(then, before) : built(then)
        const changed = [...after].filter(([name, value]) => before.get(name) !== value)
        expect(after.changedSince(before)).toEqual(changed)
        const removed = [...before.keys()].filter((name) => !after.has(name))
        expect(after.removedSince(before)).toEqual(removed)
        expect(before.changedSince(before)).toEqual([])
      }),
    )
  })

  it('gives a value that became undefined, and one that was undefined', () => {
    const before = ImmutableMap.of<number | undefined>([['login', 1]])
    expect(before.with('login', undefined).changedSince(before)).toEqual([['login', undefined]])
    expect(ImmutableMap.of<number | undefined>([['chat', undefined]]).has('chat')).toBe(true)
  })

  it('is written as an object, and equal to another one with the same entries', () => {
    const map = ImmutableMap.of([
      ['login', { at: 1 }],
      ['chat', { at: 2 }],
    ])
    expect(JSON.stringify({ map })).toBe('{"map":{"chat":{"at":2},"login":{"at":1}}}')
    expect(map).toEqual(ImmutableMap.EMPTY.with('chat' as never, { at: 2 } as never).with('login', { at: 1 } as never))
    expect(map).not.toEqual(map.with('chat', { at: 3 }))
  })
})
