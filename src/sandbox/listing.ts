import { SANDBOX_CONTROL_PORT } from './account/account.ts'
import { FAULTS as CATALOGUE } from './faults/catalogue.ts'
import { SURFACES as DOORS } from './faults/surfaces.ts'

/** Doors that can be broken, by name, each with one line for people. */
export const SURFACES: Readonly<Record<string, string>> = lines(DOORS)

/** Ways to break a door, by name, each with one line for people. */
export const FAULTS: Readonly<Record<string, string>> = lines(CATALOGUE)

/** Where the control endpoint is unless its port was taken. */
export const DEFAULT_CONTROL_URL = `http://127.0.0.1:${SANDBOX_CONTROL_PORT}`

function lines(entries: readonly { readonly name: string; readonly summary: string }[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ name, summary }) => [name, summary]))
}
