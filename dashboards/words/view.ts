import { defined } from '../../src/core/index.ts'
import type { SurfaceFilter } from '../model/model.ts'
import { type Format, formatIn } from './format.ts'

/** Settings of a page that all its parts share. */
export interface View {
  readonly at: number
  readonly timezone: string
  readonly location: string
  readonly version: string
  readonly live: boolean
  /** The chosen range, where the page has a range switch. */
  readonly since?: string
  readonly ranges: readonly string[]
  /** The surfaces that the reader selected. */
  readonly filter: SurfaceFilter
  /** Base address of artifacts, put before their paths. Without it they are named but not linked. */
  readonly artifacts?: string
  readonly format: Format
}

export type Page = Pick<View, 'live' | 'since' | 'artifacts'> & Partial<Pick<View, 'filter'>>

/** The view for a moment and a zone. */
export function viewOf(
  model: { readonly at: number; readonly timezone: string; readonly location: string; readonly version: string },
  page: Page & { readonly ranges: readonly string[] },
): View {
  return { filter: {}, ...model, ...page, format: formatIn(model.timezone, model.at) }
}

/** The address of the live page with a range and a filter. */
export function addressOf({
  since,
  filter,
}: {
  readonly since?: string | undefined
  readonly filter: SurfaceFilter
}): string {
  const query = new URLSearchParams({
    ...defined({ since, q: filter.text, state: filter.state }),
  })
  return query.size === 0 ? '/' : `/?${query}`
}
