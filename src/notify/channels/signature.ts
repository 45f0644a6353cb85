import { createHmac } from 'node:crypto'
import { SECOND, type Secret } from '../../core/index.ts'
import { asciiWord } from '../text/plain-text.ts'

/** Headers by which a receiver knows that a request is from here, and is not an old one repeated. */
interface SignatureHeaders extends Readonly<Record<string, string>> {
  /** The same in every attempt. */
  readonly 'webhook-id': string
  /** Time of the attempt, epoch s. */
  readonly 'webhook-timestamp': string
  /** `v1,` and the base64 HMAC-SHA256 of id, timestamp and body, joined by dots. */
  readonly 'webhook-signature': string
}

/**
 * Signs a request as Standard Webhooks specify it (https://www.standardwebhooks.com), so that their libraries verify it.
 * @param key of the message; dots in it are encoded, because a dot separates the signed parts
 * @param now epoch ms
 */
export function signatureHeaders(
  secret: Secret,
  { key, body, now }: { readonly key: string; readonly body: string; readonly now: number },
): SignatureHeaders {
  const id = asciiWord(key).replaceAll('.', '%2E')
  const timestamp = String(Math.floor(now / SECOND))
  const digest = createHmac('sha256', keyBytes(secret.reveal())).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` }
}

/** A secret that begins with `whsec_` is base64, any other one is used as it is. */
function keyBytes(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)
}
