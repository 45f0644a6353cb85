import { SECOND } from './time.ts'

/** The weekday that begins a date in each of its forms (RFC 9110, 5.6.7); Date.parse takes "-5" for a date as well. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i

/**
 * The wait that `Retry-After` asks for, ms: its seconds, or its date compared with the `Date` of the same answer, because
 * this machine's clock may differ. Undefined without the header, and for a text that is neither.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Pick<Headers, 'get'>): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (value === undefined) return undefined
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value) * SECOND
  if (!HTTP_DATE.test(value)) return undefined
  const wait = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}
