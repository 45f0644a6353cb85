import * as z from 'zod'
import { MonitorError } from '../../core/index.ts'

/** The start of a page: after the item with this time (epoch ms) and key, the `skip`-th of this time. */
export interface Cursor {
  readonly at: number
  readonly key: string
  readonly skip: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Most items of one time that a cursor skips; they are read with the page. */
export const MOST_SKIPPED = 10_000

const CURSOR = z.tuple([z.number().int(), z.string().max(300), z.number().int().min(0).max(MOST_SKIPPED)])

/** The cursor as text for an address. */
export function cursorText({ at, key, skip }: Cursor): string {
  return Buffer.from(JSON.stringify([at, key, skip])).toString('base64url')
}

/** @throws MonitorError `bad_query` where the text is no cursor of this API */
export function cursorFrom(text: string): Cursor {
  try {
    const [at, key, skip] = CURSOR.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { at, key, skip }
  } catch (cause) {
    throw new MonitorError('bad_query', 'cursor: not a cursor of this API', {
      hint: 'Send the field "next" of the page before, unchanged, or omit it for the first page.',
      cause,
    })
  }
}

/** The cursor of a request, and how many items its page has at most. */
interface Asked {
  readonly cursor: Cursor | undefined
  readonly limit: number
}

/** What sorts and names an item. */
interface ItemOf<T> {
  readonly time: (row: T) => number
  readonly key: (row: T) => string
}

/**
 * One page of items that are read in part. Items that were stored at the time of the cursor since the page before stand in
 * front of it: then more of them are read, so that the list does not end early and repeats nothing.
 * @param read gives the newest items from the time of the cursor on, newest first; at most as many as asked for
 */
export async function readPage<T>(
  read: (most: number) => Promise<readonly T[]>,
  asked: Asked,
  of: ItemOf<T>,
): Promise<Page<T>> {
  const { cursor, limit } = asked
  for (let most = limit + (cursor?.skip ?? 0) + 1; ; most *= 2) {
    const rows = await read(most)
    const page = pageFrom(rows, asked, of)
    if (rows.length < most || (page.next !== null && passes(rows, cursor, of))) return page
  }
}

/** Whether rows go past the place of a cursor. */
function passes<T>(rows: readonly T[], cursor: Cursor | undefined, of: ItemOf<T>): boolean {
  if (!cursor) return true
  return rows.some((row) => of.time(row) < cursor.at || (of.time(row) === cursor.at && of.key(row) === cursor.key))
}

/**
 * One page of items that are sorted by time, newest first.
 * @param rows from the time of the cursor on
 */
export function pageFrom<T>(rows: readonly T[], { cursor, limit }: Asked, of: ItemOf<T>): Page<T> {
  const start = cursor ? startAfter(rows, cursor, of) : 0
  const items = rows.slice(start, start + limit)
  const last = items.at(-1)
  if (last === undefined || start + limit >= rows.length) return { items, next: null }
  const at = of.time(last)
  const ofSameTime = rows.slice(0, start + limit).filter((row) => of.time(row) === at).length
  return { items, next: cursorText({ at, key: of.key(last), skip: ofSameTime }) }
}

/** The index after the cursor's item. Where that item was deleted, after as many rows of its time as the cursor skips. */
function startAfter<T>(rows: readonly T[], { at, key, skip }: Cursor, of: ItemOf<T>): number {
  const place = rows.findIndex((row) => of.time(row) === at && of.key(row) === key)
  if (place >= 0) return place + 1
  const older = rows.findIndex((row) => of.time(row) < at)
  return Math.min(skip, older < 0 ? rows.length : older)
}
