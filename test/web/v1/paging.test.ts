import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursorFrom, cursorText, MOST_SKIPPED, pageFrom, readPage } from '../../../src/web/v1/paging.ts'

interface Row {
  readonly at: number
  readonly key: string
}

const of = { time: ({ at }: Row) => at, key: ({ key }: Row) => key }
const rows = (...all: readonly (readonly [number, string])[]): readonly Row[] => all.map(([at, key]) => ({ at, key }))
const keys = (items: readonly Row[]) => items.map(({ key }) => key).join('')
const ALL = rows([9, 'a'], [8, 'b'], [8, 'c'], [8, 'd'], [7, 'e'])

describe('a page', () => {
  it('ends the list where there is nothing after it', () => {
    expect(pageFrom(ALL, { cursor: undefined, limit: 5 }, of)).toEqual({ items: ALL, next: null })
    expect(pageFrom([], { cursor: undefined, limit: 5 }, of)).toEqual({ items: [], next: null })
  })

  it('names its last item, and how many of its time were given', () => {
    const { items, next } = pageFrom(ALL, { cursor: undefined, limit: 3 }, of)
    expect(keys(items)).toBe('abc')
    expect(cursorFrom(next ?? '')).toEqual({ at: 8, key: 'c', skip: 2 })
  })

  it('goes on after the item of the cursor, also where others of its time came before it meanwhile', () => {
    const cursor = { at: 8, key: 'c', skip: 2 }
    const later = rows([8, 'x'], [8, 'y'], [8, 'b'], [8, 'c'], [8, 'd'], [7, 'e'])
    expect(keys(pageFrom(later, { cursor, limit: 9 }, of).items)).toBe('de')
  })

  it('skips as many of its time as were given where the item is gone', () => {
    const cursor = { at: 8, key: 'gone', skip: 2 }
    expect(keys(pageFrom(rows([8, 'b'], [8, 'd'], [8, 'f'], [7, 'e']), { cursor, limit: 9 }, of).items)).toBe('fe')
  })

  it('skips nothing of a later time, however few of its time are left', () => {
    const cursor = { at: 8, key: 'gone', skip: 3 }
    expect(keys(pageFrom(rows([8, 'b'], [7, 'e'], [6, 'f']), { cursor, limit: 9 }, of).items)).toBe('ef')
    expect(keys(pageFrom(rows([8, 'b']), { cursor, limit: 9 }, of).items)).toBe('')
  })

  it('loses none and repeats none where the item of its cursor is deleted', () => {
    const times = fc.array(fc.nat(3), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const list = all.toSorted((a, b) => b - a).map((at, index) => ({ at, key: String(index) }))
        const first = pageFrom(list, { cursor: undefined, limit }, of)
        if (first.next === null) return
        const cursor = cursorFrom(first.next)
        const remainder = list.filter(({ key, at }) => key !== cursor.key && at <= cursor.at)
        const rest = pageFrom(remainder, { cursor: { ...cursor, skip: cursor.skip - 1 }, limit: 99 }, of).items
        expect([...first.items, ...rest].map(({ key }) => key)).toEqual(list.map(({ key }) => key))
      }),
    )
  })
})

describe('pages that are read one after the other', () => {
  /** Reads all pages of a list that grows between them. */
  async function readAll(list: Row[], limit: number, added: readonly (readonly Row[])[]): Promise<readonly string[]> {
    const seen: string[] = []
    let cursor: ReturnType<typeof cursorFrom> | undefined
    for (let number = 0; ; number += 1) {
      const from = cursor
      const newest = async (most: number) =>
        list
          .filter(({ at }) => from === undefined || at <= from.at)
          .toSorted((a, b) => b.at - a.at || Number(b.key) - Number(a.key))
          .slice(0, most)
      const page = await readPage(newest, { cursor, limit }, of)
      seen.push(...page.items.map(({ key }) => key))
      if (page.next === null) return seen
      expect(page.items.length).toBeGreaterThan(0)
      cursor = cursorFrom(page.next)
      list.push(...(added[number] ?? []))
    }
  }

  const times = fc.array(fc.nat(4), { minLength: 1, maxLength: 25 })
  const later = fc.array(fc.array(fc.nat(4), { maxLength: 12 }), { maxLength: 6 })

  it('give every item once, however many are stored meanwhile, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(times, later, fc.integer({ min: 1, max: 6 }), async (first, more, limit) => {
        const keys: string[] = []
        const rowsAt = (all: readonly number[]) =>
          all.map((at) => {
            const key = String(keys.length)
            keys.push(key)
            return { at, key }
          })
        const list = rowsAt(first)
        const names = list.map((row) => row.key)
        const seen = await readAll(
          list,
          limit,
          more.map((some) => rowsAt(some)),
        )
        expect(seen.filter((one) => names.includes(one)).toSorted()).toEqual(names.toSorted())
        expect(new Set(seen).size).toBe(seen.length)
      }),
    )
  })

  it('go on where as many as a page were stored at the time of the cursor', async () => {
    const list = rows([9, '1'], [9, '2'], [8, '3'], [7, '4']) as Row[]
    const added = [rows([9, '5'], [9, '6'], [9, '7'], [9, '8'])]
    expect((await readAll(list, 1, added)).join('')).toBe('2134')
  })

  it('read only one page where no item was added meanwhile', async () => {
    const limits: number[] = []
    const newest = async (most: number) => {
      limits.push(most)
      return ALL.slice(0, most)
    }
    await readPage(newest, { cursor: undefined, limit: 3 }, of)
    expect(limits).toEqual([4])
  })
})

describe('a cursor', () => {
  it.each([
    '',
    'no base64 %',
    Buffer.from('{}').toString('base64url'),
    Buffer.from('[1,"a"]').toString('base64url'),
    Buffer.from('[1.5,"a",0]').toString('base64url'),
    Buffer.from('[1,"a",-1]').toString('base64url'),
    cursorText({ at: 1, key: 'x'.repeat(301), skip: 0 }),
    cursorText({ at: 1, key: 'a', skip: MOST_SKIPPED + 1 }),
  ])('of another kind is refused: %j', (text) => {
    expect(() => cursorFrom(text)).toThrow(expect.objectContaining({ code: 'bad_query' }))
  })

  it('needs no escape in an address', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(cursorText({ at: 1, key, skip: 0 })).toMatch(/^[\w-]+$/)
      }),
    )
  })
})
