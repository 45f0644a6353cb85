import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, messageOf, type Secret } from '../../core/index.ts'
import { replaceFile } from '../../machine/index.ts'
import { createSealer } from './seal.ts'
import type { KeptSession } from './session-state.ts'

/** Whose session a file holds. It opens for no other target and no other account. */
export interface SessionOwner {
  readonly target: string
  readonly account: string
}

/** Keeps sessions between processes, encrypted. Never throws: without a kept session a run signs in. */
export interface Vault {
  load(owner: SessionOwner): KeptSession | undefined
  /** Returns the path of the file; undefined where it could not be written. */
  save(owner: SessionOwner, session: KeptSession): string | undefined
  forget(owner: SessionOwner): void
}

/** A vault that keeps nothing, for when there is no key: sessions then live in memory. */
export const NO_VAULT: Vault = { load: () => undefined, save: () => undefined, forget() {} }

/**
 * Keeps each session in a file of `folder` that only this user can read, sealed under `key`.
 * @param warn called once for each file that does not open (another key or account, or changed bytes), and whenever one
 * cannot be read or written
 */
export function createVault(folder: string, key: Secret, warn: (text: string) => void): Vault {
  const sealer = createSealer(key)
  const reported = new Set<string>()
  const pathOf = ({ target }: SessionOwner) => join(folder, `${target}.session`)

  return {
    load(owner) {
      const path = pathOf(owner)
      const file = readIfThere(path, warn)
      if (!file) return undefined
      try {
        return JSON.parse(sealer.open(file, contextOf(owner))) as KeptSession
      } catch {
        if (!reported.has(path)) warn(doesNotOpen(path))
        reported.add(path)
        return undefined
      }
    },
    save(owner, session) {
      const path = pathOf(owner)
      try {
        replaceFile(path, sealer.seal(JSON.stringify(session), contextOf(owner)), 0o600)
        reported.delete(path)
        return path
      } catch (error) {
        warn(`the session cannot be kept in ${path}: ${messageOf(error)}`)
        return undefined
      }
    },
    forget: (owner) => remove(pathOf(owner)),
  }
}

function readIfThere(path: string, warn: (text: string) => void): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') warn(`${path} cannot be read: ${messageOf(error)}`)
    return undefined
  }
}

function doesNotOpen(path: string): string {
  return `the session kept in ${path} does not open: another DOORWATCH_KEY, another account, or the file was changed. It is not used.`
}

/** Best effort: a file that stays is sealed. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The folder is not writable, which `save` reports.
  }
}

/** JSON, so that no two pairs of target and account give the same bytes. */
function contextOf({ target, account }: SessionOwner): Buffer {
  return Buffer.from(JSON.stringify(['doorwatch session', 1, target, account]))
}
