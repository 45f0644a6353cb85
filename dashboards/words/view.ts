import { defined, MINUTE } from '../../src/core/index.ts'
import type { SurfaceFilter } from '../model/model.ts'
import { type Format, formatIn, spanInWords } from './format.ts'

/** A range that ended longer ago than this is not called "the last …", ms. */
const ENDED_MS = 10 * MINUTE

/** Settings of a page that all its parts share. */
export interface View {
  readonly at: number
  readonly timezone: string
  readonly location: string
  readonly version: string
  readonly live: boolean
  /** The chosen range, where the page has a range switch. */
  readonly since?: string
  /** The days that the reader typed, as in the address. */
  readonly between?: { readonly from: string; readonly to: string }
  readonly ranges: readonly string[]
  /** The surfaces that the reader selected. */
  readonly filter: SurfaceFilter
  /** Base address of artifacts, put before their paths. Without it they are named but not linked. */
  readonly artifacts?: string
  readonly format: Format
}

export type Page = Pick<View, 'live' | 'since' | 'between' | 'artifacts'> & Partial<Pick<View, 'filter'>>

/** The view for a moment and a zone. */
export function viewOf(
  model: { readonly at: number; readonly timezone: string; readonly location: string; readonly version: string },
  page: Page & { readonly ranges: readonly string[] },
): View {
  return { filter: {}, ...model, ...page, format: formatIn(model.timezone, model.at) }
}

/** "the last 24 hours"; "this time" for a range that ended earlier. */
export function rangeWords({ from, to }: { readonly from: number; readonly to: number }, view: View): string {
  return view.at - to > ENDED_MS ? 'this time' : spanInWords(to - from)
}

/** The address of the live page with a range and a filter. */
export function addressOf({
  since,
  between,
  filter,
}: {
  readonly since?: string | undefined
  readonly between?: View['between'] | undefined
  readonly filter: SurfaceFilter
}): string {
  const query = new URLSearchParams({
    ...defined({ since, ...between, q: filter.text, state: filter.state }),
  })
  return query.size === 0 ? '/' : `/?${query}`
}
