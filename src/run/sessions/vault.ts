import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, type Secret } from '../../core/index.ts'
import type { KeptSession } from './session-state.ts'

/** Whose session it is. Both are bound to the file: it opens for nobody else. */
export interface SessionOwner {
  readonly target: string
  readonly account: string
}

/** Keeps sessions between processes, encrypted. Nothing here throws: without it one signs in anew. */
export interface Vault {
  load(owner: SessionOwner): KeptSession | undefined
  /** Gives the file; undefined where it could not be written. */
  save(owner: SessionOwner, session: KeptSession): string | undefined
  forget(owner: SessionOwner): void
}

/** A vault that keeps nothing: without a key, sessions live in memory only. */
export const NO_VAULT: Vault = { load: () => undefined, save: () => undefined, forget() {} }

const MAGIC = Buffer.from('DWS1')
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = MAGIC.length + SALT_BYTES + IV_BYTES + TAG_BYTES
/** scrypt as RFC 7914 has it for interactive use, 32 MB of memory: about a tenth of a second for each guess at a weak key. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/**
 * Sessions as files in `folder`, readable for this user only, sealed with AES-256-GCM under a key derived from `key`.
 * A file that does not open (another key, changed bytes, another account) is told to `warn`, once, and left out.
 */
export function createVault(folder: string, key: Secret, warn: (text: string) => void): Vault {
  const keys = new Map<string, Buffer>()
  const spoilt = new Set<string>()
  const pathOf = ({ target }: SessionOwner) => join(folder, `${target}.session`)

  function keyFor(salt: Buffer): Buffer {
    const known = keys.get(salt.toString('hex'))
    if (known) return known
    const made = scryptSync(key.reveal(), salt, 32, SCRYPT)
    keys.set(salt.toString('hex'), made)
    return made
  }

  /** The salt of this process: one for all files it writes, so that the key is derived once. */
  const ownSalt = randomBytes(SALT_BYTES)

  function seal(owner: SessionOwner, session: KeptSession): Buffer {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', keyFor(ownSalt), iv).setAAD(boundTo(owner))
    const content = Buffer.concat([cipher.update(JSON.stringify(session)), cipher.final()])
    return Buffer.concat([MAGIC, ownSalt, iv, cipher.getAuthTag(), content])
  }

  function unseal(owner: SessionOwner, file: Buffer): KeptSession {
    if (file.length <= HEAD_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC))
      throw new Error('not a session file')
    const [salt, iv, tag, content] = cut(file.subarray(MAGIC.length), [SALT_BYTES, IV_BYTES, TAG_BYTES])
    const decipher = createDecipheriv('aes-256-gcm', keyFor(salt), iv, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(owner)).setAuthTag(tag)
    const text = Buffer.concat([decipher.update(content), decipher.final()]).toString()
    return JSON.parse(text) as KeptSession
  }

  return {
    load(owner) {
      const path = pathOf(owner)
      let file: Buffer
      try {
        file = readFileSync(path)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') warn(`${path} cannot be read: ${messageOf(error)}`)
        return undefined
      }
      try {
        return unseal(owner, file)
      } catch {
        if (!spoilt.has(path)) {
          warn(
            `the session kept in ${path} does not open: another DOORWATCH_KEY, another account, or the file was changed. It is not used.`,
          )
        }
        spoilt.add(path)
        return undefined
      }
    },
    save(owner, session) {
      const path = pathOf(owner)
      const beside = `${path}.${process.pid}.new`
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(beside, seal(owner, session), { mode: 0o600 })
        renameSync(beside, path)
        spoilt.delete(path)
        return path
      } catch (error) {
        warn(`the session cannot be kept in ${path}: ${messageOf(error)}`)
        remove(beside)
        return undefined
      }
    },
    forget: (owner) => remove(pathOf(owner)),
  }
}

/** As far as it goes: a file that stays holds nothing that can be read. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // A folder that cannot be written to was told when something should have been kept.
  }
}

/** What a file is bound to without being secret: names with their lengths, so that no two pairs read alike. */
function boundTo({ target, account }: SessionOwner): Buffer {
  return Buffer.from(JSON.stringify(['doorwatch session', 1, target, account]))
}

function cut(bytes: Buffer, sizes: readonly [number, number, number]): readonly [Buffer, Buffer, Buffer, Buffer] {
  const [a, b, c] = sizes
  return [bytes.subarray(0, a), bytes.subarray(a, a + b), bytes.subarray(a + b, a + b + c), bytes.subarray(a + b + c)]
}
