import { jsonObject, parseJson } from '../../core/index.ts'
import type { SignedInState, StorageState } from './session-state.ts'

/** A value that may be a credential: long, and of the characters of keys and tokens. */
const LIKE_A_TOKEN = /^[\w.~+/=%:|-]{16,}$/
/** Addresses without parameters, and dates, look like tokens and are none. */
const PLAIN_ADDRESS = /^https?:\/\/[^?#]*$/
const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/
const MOST_DEPTH = 12
const MOST_VALUES = 500

interface NamedValue {
  readonly name: string
  readonly value: string
}

/**
 * The secrets of a signed-in state: `HttpOnly` cookies, and every value that looks like a token, also inside JSON in local
 * storage, session storage or IndexedDB.
 */
export function secretsIn({ state, sessionStorage = [] }: Partial<SignedInState> & { readonly state: StorageState }) {
  const cookies = state.cookies
    .filter(({ httpOnly, value }) => httpOnly || LIKE_A_TOKEN.test(value))
    .map(({ name, value }) => ({ name: `cookie ${name}`, value }))
  const local = state.origins.flatMap(({ localStorage }) => localStorage)
  const tabs = sessionStorage.flatMap(({ items }) => items.map(([name, value]) => ({ name, value })))
  const stored = [...local, ...tabs].flatMap(({ name, value }) => tokensIn(`storage ${name}`, value))
  const databases = state.origins.flatMap((origin) => tokensIn('database', jsonObject(origin)?.indexedDB))
  return [...cookies, ...stored, ...databases.slice(0, MOST_VALUES)]
}

/** Every text in `data` that looks like a token, also inside texts of JSON; all under one name. */
function tokensIn(name: string, data: unknown, depth = 0): readonly NamedValue[] {
  if (depth > MOST_DEPTH) return []
  if (typeof data === 'string') {
    const inside = depth < MOST_DEPTH ? parsed(data) : undefined
    if (inside !== undefined) return tokensIn(name, inside, depth + 1)
    return isToken(data, depth) ? [{ name, value: data }] : []
  }
  if (typeof data !== 'object' || data === null) return []
  return Object.values(data)
    .flatMap((value) => tokensIn(name, value, depth + 1))
    .slice(0, MOST_VALUES)
}

function isToken(value: string, depth: number): boolean {
  if (!LIKE_A_TOKEN.test(value)) return false
  return depth === 0 || !(PLAIN_ADDRESS.test(value) || DATE.test(value))
}

/** The object, array or text in a text of JSON. */
function parsed(text: string): unknown {
  return /^\s*["{[]/.test(text) ? parseJson(text) : undefined
}
