import { type Format, formatIn } from './words/format.ts'

/** What every part of a page needs to know about the page. */
export interface View {
  readonly at: number
  readonly timezone: string
  readonly location: string
  readonly version: string
  readonly live: boolean
  /** The chosen range, where the page has a range switch. */
  readonly since?: string
  readonly ranges: readonly string[]
  /** Where evidence is found: put before an artifact's path. Without it, evidence is named but not linked. */
  readonly artifacts?: string
  readonly format: Format
}

export type Page = Pick<View, 'live' | 'since' | 'artifacts'>

/** The view for a moment and a zone. */
export function viewOf(
  model: { readonly at: number; readonly timezone: string; readonly location: string; readonly version: string },
  page: Page & { readonly ranges: readonly string[] },
): View {
  return { ...model, ...page, format: formatIn(model.timezone, model.at) }
}
