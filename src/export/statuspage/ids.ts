import { createHash } from 'node:crypto'

const LENGTH = 12

/**
 * An id as Statuspage has them: 12 characters of a to z and 0 to 9. The same name gives the same id, on every machine and
 * after every restart, so that a widget that remembers an id goes on working.
 */
export function publicId(
  kind: 'page' | 'component' | 'group' | 'incident' | 'update' | 'maintenance',
  name: string,
): string {
  const digest = createHash('sha256').update(`${kind}\0${name}`).digest('hex')
  return BigInt(`0x${digest}`).toString(36).padStart(LENGTH, '0').slice(-LENGTH)
}

/** '2026-11-23T21:04:37.000Z' */
export function iso(at: number): string {
  return new Date(at).toISOString()
}
