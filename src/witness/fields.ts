import { COMPONENT_STATUSES, type ComponentStatus, POST_STATUSES, type PostStatus } from '../core/index.ts'

/** The value as a list; an empty one for anything else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const MOST_CHARACTERS = 1_000

/** A text or a number as text; undefined for an empty text and for anything else. */
export function textOf(value: unknown, most = MOST_CHARACTERS): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, most) : undefined
}

const STATUS_BY_LETTERS: ReadonlyMap<string, ComponentStatus> = new Map([
  ...COMPONENT_STATUSES.map((status) => [lettersOf(status), status] as const),
  // incident.io
  ['fulloutage', 'major_outage'],
  ['maintenance', 'under_maintenance'],
])

const POST_STATUS_BY_LETTERS: ReadonlyMap<string, PostStatus> = new Map(
  POST_STATUSES.map((status) => [lettersOf(status), status]),
)

/** A component's status, also as Instatus writes it ("MAJOROUTAGE"); `unknown` for an unrecognised one. */
export function componentStatusOf(value: unknown): ComponentStatus {
  return STATUS_BY_LETTERS.get(lettersOf(textOf(value) ?? '')) ?? 'unknown'
}

/** An incident's status; `unknown` for an unrecognised one. */
export function postStatusOf(value: unknown): PostStatus {
  return POST_STATUS_BY_LETTERS.get(lettersOf(textOf(value) ?? '')) ?? 'unknown'
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}

/** A date as epoch ms under `key`; nothing where it is no date. */
export function timeField<K extends string>(key: K, value: unknown): { readonly [P in K]?: number } {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? {} : ({ [key]: at } as { readonly [P in K]: number })
}
