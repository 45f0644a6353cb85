import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf, type Target } from '../../core/index.ts'
import { replaceFile } from '../../machine/index.ts'
import type { SignInHistory } from './sign-in-watch.ts'

/**
 * History of an account's sign-ins: which probes a carried session signed in, and on which pages sign-ins ended. A refusal
 * counts against the service only where the same worked before.
 */
export interface SignInRecord {
  hasWorked(target: Target, probe: string): boolean
  addWorked(target: Target, probe: string): void
  /** The pages where sign-ins end, as `watchSignIn` names them. */
  landingsOf(target: Target): readonly string[]
  addLanding(target: Target, landing: string): void
}

interface AccountRecord {
  readonly worked: readonly string[]
  readonly landings: readonly string[]
}

const MOST_LANDINGS = 20
const EMPTY: AccountRecord = { worked: [], landings: [] }

/**
 * A record in the file `path`, shared by the processes of one state folder. It contains hashes in place of addresses and
 * accounts.
 * @param warn called once where the file cannot be written; the record then lives in memory
 */
export function createSignInRecord(path: string, warn: (text: string) => void): SignInRecord {
  let accounts = new Map<string, AccountRecord>()
  let hasWarned = false

  /** Adds what other processes wrote. */
  function refresh(): void {
    for (const [key, stored] of readAccounts(path)) accounts.set(key, merged(stored, accounts.get(key)))
  }

  function update(target: Target, change: (account: AccountRecord) => AccountRecord): void {
    refresh()
    accounts = new Map(accounts).set(keyOf(target), change(accounts.get(keyOf(target)) ?? EMPTY))
    try {
      writeAccounts(path, accounts)
    } catch (error) {
      if (!hasWarned)
        warn(
          `${path} cannot be written: ${messageOf(error)}. The history of sign-ins is kept in memory until a restart.`,
        )
      hasWarned = true
    }
  }

  return {
    hasWorked: (target, probe) => holds(target, ({ worked }) => worked.includes(probe)),
    addWorked(target, probe) {
      if (this.hasWorked(target, probe)) return
      update(target, (account) => ({ ...account, worked: [...account.worked, probe] }))
    },
    landingsOf(target) {
      refresh()
      return accounts.get(keyOf(target))?.landings ?? []
    },
    addLanding(target, landing) {
      if (holds(target, ({ landings }) => landings.includes(landing))) return
      update(target, (account) => ({ ...account, landings: [...account.landings, landing].slice(-MOST_LANDINGS) }))
    },
  }

  function holds(target: Target, test: (account: AccountRecord) => boolean): boolean {
    const key = keyOf(target)
    if (test(accounts.get(key) ?? EMPTY)) return true
    refresh()
    return test(accounts.get(key) ?? EMPTY)
  }
}

/** The part of the record that is about one probe of a target. */
export function historyOf(record: SignInRecord, target: Target, probe: string): SignInHistory {
  return {
    hasWorked: () => record.hasWorked(target, probe),
    addWorked: () => record.addWorked(target, probe),
    landings: () => record.landingsOf(target),
    addLanding: (landing) => record.addLanding(target, landing),
  }
}

/** Another account or strategy has a history of its own. */
function keyOf({ name, login }: Target): string {
  const identity = JSON.stringify([name, login?.email, login?.strategy?.kind ?? 'password'])
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

function merged(stored: AccountRecord, inMemory: AccountRecord = EMPTY): AccountRecord {
  return {
    worked: [...new Set([...stored.worked, ...inMemory.worked])],
    landings: [...new Set([...stored.landings, ...inMemory.landings])].slice(-MOST_LANDINGS),
  }
}

/** Empty where the file does not exist or cannot be read. */
function readAccounts(path: string): readonly (readonly [string, AccountRecord])[] {
  try {
    const data: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Object.entries(data as Record<string, unknown>).filter((entry): entry is [string, AccountRecord] =>
      isAccountRecord(entry[1]),
    )
  } catch {
    return []
  }
}

function isAccountRecord(value: unknown): value is AccountRecord {
  const { worked, landings } = (value ?? {}) as Record<string, unknown>
  return Array.isArray(worked) && Array.isArray(landings)
}

function writeAccounts(path: string, accounts: ReadonlyMap<string, AccountRecord>): void {
  replaceFile(path, JSON.stringify(Object.fromEntries(accounts)), 0o600)
}
