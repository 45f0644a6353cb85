import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import type { Secret } from '../../core/index.ts'

const MAGIC = Buffer.from('DWS1')
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = MAGIC.length + SALT_BYTES + IV_BYTES + TAG_BYTES
const KEY_BYTES = 32
/** scrypt for interactive use (RFC 7914), 32 MB of memory: about 0.1 s for each guess at a weak key. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** Encrypts and authenticates texts with AES-256-GCM, under a key derived from a secret. */
interface Sealer {
  /** @param context bound to the bytes without being in them: they open only with the same one */
  seal(text: string, context: Buffer): Buffer
  /** @throws Error where the bytes are not sealed, were changed, or belong to another key or context */
  open(sealed: Buffer, context: Buffer): string
}

/** A sealer that derives each key once: one for all it seals, one for each salt it opens. */
export function createSealer(secret: Secret): Sealer {
  const keys = new Map<string, Buffer>()
  const salt = randomBytes(SALT_BYTES)

  function keyFor(keySalt: Buffer): Buffer {
    const name = keySalt.toString('hex')
    const key = keys.get(name) ?? scryptSync(secret.reveal(), keySalt, KEY_BYTES, SCRYPT)
    keys.set(name, key)
    return key
  }

  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(salt), iv).setAAD(context)
      const content = Buffer.concat([cipher.update(text), cipher.final()])
      return Buffer.concat([MAGIC, salt, iv, cipher.getAuthTag(), content])
    },
    open(sealed, context) {
      if (sealed.length <= HEAD_BYTES || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) {
        throw new Error('not a session file')
      }
      const parts = partsOf(sealed)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(parts.salt), parts.iv, { authTagLength: TAG_BYTES })
      decipher.setAAD(context).setAuthTag(parts.tag)
      return Buffer.concat([decipher.update(parts.content), decipher.final()]).toString()
    },
  }
}

function partsOf(sealed: Buffer) {
  const ivAt = MAGIC.length + SALT_BYTES
  const tagAt = ivAt + IV_BYTES
  return {
    salt: sealed.subarray(MAGIC.length, ivAt),
    iv: sealed.subarray(ivAt, tagAt),
    tag: sealed.subarray(tagAt, HEAD_BYTES),
    content: sealed.subarray(HEAD_BYTES),
  }
}
