import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { HOUR, Secret } from '../../../src/core/index.ts'
import type { DashboardOptions } from '../../../src/web/index.ts'
import { type Cursor, cursorFrom, cursorText, MOST_SKIPPED, type Page, pageFrom } from '../../../src/web/v1/paging.ts'
import { LISTS, pageOf } from '../../../src/web/v1/schemas.ts'
import { startTestDashboard, type TestDashboard } from '../../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../../support/history.ts'
import { hostile, outageNow } from '../../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

const OBJECTIVES = { availability: 0.99, windowDays: 30, surfaces: {} }

/** Played once. */
const OUTAGE = outageNow()
const HOSTILE_HISTORY = hostile()

async function start(data: HistoryData = OUTAGE, options: Partial<DashboardOptions> = {}) {
  const board = await startTestDashboard(data, { objectives: OBJECTIVES, ...options })
  boards.push(board)
  const get = (path: string, init?: RequestInit) => fetch(`${board.url}/api/v1${path}`, init)
  // biome-ignore lint/suspicious/noExplicitAny: the shape is under test
  const json = async (path: string): Promise<any> => (await get(path)).json()
  return { board, get, json }
}

describe('/api/v1', () => {
  it.each(Object.entries(LISTS))('answers %s as its schema says, also when empty and hostile', async (name, item) => {
    const schema = pageOf(z.strictObject(item.shape))
    for (const data of [OUTAGE, NO_HISTORY, HOSTILE_HISTORY]) {
      const answer = await (await start(data)).get(`/${name}`)
      expect(answer.status).toBe(200)
      expect(schema.safeParse(await answer.json()).error).toBeUndefined()
    }
  })

  it('publishes the schemas', async () => {
    const schemas = await (await start(NO_HISTORY)).json('/schema.json')
    expect(Object.keys(schemas)).toEqual([...Object.keys(LISTS), 'run'])
    expect(schemas.runs.properties.items.items.properties.outcome.enum).toContain('slow')
  })

  it('gives every run once, page by page, newest first', async () => {
    const { json } = await start()
    const ids: number[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`
      const page = await json(`/runs?since=2h&limit=97${query}`)
      ids.push(...page.items.map(({ id }: { id: number }) => id))
      cursor = page.next
    } while (cursor !== null)
    const all = await json('/runs?since=2h&limit=500')
    expect(ids.slice(0, 500)).toEqual(all.items.map(({ id }: { id: number }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(500)
  })

  it('filters runs and incidents', async () => {
    const { json } = await start()
    const failed = await json('/runs?surface=login&outcome=failed&trigger=confirm')
    expect(failed.items.length).toBeGreaterThan(0)
    for (const run of failed.items)
      expect(run).toMatchObject({ surface: 'login', trigger: 'confirm', outcome: 'failed' })
    expect((await json('/incidents?open=true')).items).toHaveLength(1)
    expect(
      (await json('/incidents?open=false')).items.every(({ resolvedAt }: { resolvedAt: unknown }) => resolvedAt),
    ).toBe(true)
  })

  it('gives trends of one surface over a chosen range', async () => {
    const { json } = await start()
    const to = '2026-11-23T21:00:00Z'
    const { items } = await json(`/trends?surface=login&from=2026-11-23T15:00:00Z&to=${to}`)
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ surface: 'login', to: '2026-11-23T21:00:00.000Z' })
    expect(items[0].availability).toBeGreaterThan(0.9)
    expect(items[0].availability).toBeLessThan(1)
    expect(items[0].steps.map(({ step }: { step: string }) => step)).toContain('submit credentials')
  })

  it('gives the trend of every surface once, page by page', async () => {
    const { json } = await start()
    const pages = [await json('/trends?since=2h&limit=2')]
    while (pages.at(-1).next) pages.push(await json(`/trends?since=2h&limit=2&cursor=${pages.at(-1).next}`))
    const all = await json('/trends?since=2h')
    const names = ({ items }: { items: { surface: string }[] }) => items.map(({ surface }) => surface)
    expect(all.next).toBeNull()
    expect(pages.flatMap(names)).toEqual(names(all))
    expect(pages.map(names).every(({ length }) => length <= 2)).toBe(true)
    expect(pages.length).toBeGreaterThan(1)
  })

  it('answers with nothing new where the ETag still holds', async () => {
    const { board, get } = await start()
    const first = await get('/surfaces')
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const second = await get('/surfaces', { headers: { 'if-none-match': etag } })
    expect([second.status, await second.text()]).toEqual([304, ''])
    board.clock.advance(HOUR)
    expect((await get('/surfaces', { headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it.each([
    ['/runs?limit=0', 'limit'],
    ['/runs?limit=501', 'limit'],
    ['/runs?outcome=fine', 'outcome'],
    ['/runs?cursor=xyz', 'cursor'],
    [`/runs?cursor=${'x'.repeat(600)}`, 'cursor'],
    [`/runs?cursor=${cursorText({ at: 0, key: '1', skip: 1_000_000_000 })}`, 'cursor'],
    ['/trends?limit=101', 'limit'],
    ['/runs?since=soon', 'since'],
    ['/trends?from=yesterday', 'from'],
    ['/trends?from=2026-11-23T15:00:00Z&to=2026-11-22T15:00:00Z', 'from, to'],
    ['/incidents?unknown=1', 'There is no parameter unknown'],
    ['/objectives?x=1', 'There is no parameter x'],
  ])('refuses %s with a clear 400', async (path, part) => {
    const answer = await (await start(NO_HISTORY)).get(path)
    expect(answer.status).toBe(400)
    const { error } = (await answer.json()) as { error: { code: string; message: string; hint: string } }
    expect(error.code).toBe('bad_query')
    expect(error.message.startsWith(part)).toBe(true)
    expect(error.hint).not.toBe('')
  })

  it('takes the bearer token where one is set', async () => {
    const { get } = await start(NO_HISTORY, { token: new Secret('T', 'correct-horse-battery') })
    expect((await get('/runs')).status).toBe(401)
    expect((await get('/runs', { headers: { authorization: 'Bearer correct-horse-battery' } })).status).toBe(200)
  })
})

describe('pages', () => {
  const of = { time: (row: { at: number; key: string }) => row.at, key: (row: { key: string }) => row.key }
  const rowsOf = fc
    .array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 })
    .map((times) => times.toSorted((a, b) => b - a).map((at, index) => ({ at, key: `k${index}` })))

  it('hold every row once and in order, whatever the times and the limit', () => {
    fc.assert(
      fc.property(rowsOf, fc.integer({ min: 1, max: 7 }), (rows, limit) => {
        const seen: string[] = []
        let next: string | null = ''
        while (next !== null) {
          const cursor: Cursor | undefined = next === '' ? undefined : cursorFrom(next)
          const from: typeof rows = rows.filter(({ at }) => cursor === undefined || at <= cursor.at)
          const page: Page<(typeof rows)[number]> = pageFrom(
            from.slice(0, limit + (cursor?.skip ?? 0) + 1),
            { cursor, limit },
            of,
          )
          seen.push(...page.items.map(({ key }) => key))
          next = page.next
        }
        expect(seen).toEqual(rows.map(({ key }) => key))
      }),
    )
  })

  it('read a cursor from its text as it was written', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ maxLength: 100 }), fc.nat({ max: MOST_SKIPPED }), (at, key, skip) => {
        expect(cursorFrom(cursorText({ at, key, skip }))).toEqual({ at, key, skip })
      }),
    )
  })
})
