import { SANDBOX_CONTROL_PORT } from './account/account.ts'
import { FAULTS as CATALOGUE } from './faults/catalogue.ts'
import { SURFACES as ENTRIES } from './faults/surfaces.ts'

/** Surfaces that can be broken, by name, each with its summary. */
export const SURFACES: Readonly<Record<string, string>> = lines(ENTRIES)

/** Ways to break a surface, by name, each with its summary. */
export const FAULTS: Readonly<Record<string, string>> = lines(CATALOGUE)

/** Where the control endpoint is unless its port was taken. */
export const DEFAULT_CONTROL_URL = `http://127.0.0.1:${SANDBOX_CONTROL_PORT}`

function lines(entries: readonly { readonly name: string; readonly summary: string }[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ name, summary }) => [name, summary]))
}
