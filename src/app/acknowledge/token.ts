import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Bytes of the random part and of its signature. In hexadecimal: no service reads markup into it. */
const PART_BYTES = 16
const TOKEN = /^dwa([0-9a-f]{32})([0-9a-f]{32})$/

/** A token that acknowledges: a random number and its signature. */
export function makeToken(key: Buffer): string {
  const nonce = randomBytes(PART_BYTES).toString('hex')
  return `dwa${nonce}${signatureOf(nonce, key)}`
}

/** Whether a token was made with this key: a guess is refused before the database is asked. In constant time. */
export function isGenuine(token: string, key: Buffer): boolean {
  const [, nonce, signature] = TOKEN.exec(token) ?? []
  if (nonce === undefined || signature === undefined) return false
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(nonce, key)))
}

/** What is stored of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function signatureOf(nonce: string, key: Buffer): string {
  return createHmac('sha256', key)
    .update(`doorwatch acknowledge ${nonce}`)
    .digest('hex')
    .slice(0, 2 * PART_BYTES)
}
