import { cutText } from '../../core/index.ts'

const LONGEST = 160
/** What of a longer one is read: a page may send a request with megabytes of path. */
const MOST_READ = 4_000
const INVALID = 'an invalid address'

/**
 * Host and path of an address, without user, query and fragment, with `:id` for what differs from run to run or may be a
 * key: `api.example.com/v1/chats/:id`, `example.com/assets/main.:id.js`.
 * @param scrub removes secrets; first, because it does not recognise half a secret
 */
export function addressOf(url: string, scrub: (text: string) => string): string {
  if (!URL.canParse(url)) return INVALID
  const { host, pathname } = new URL(url)
  const clean = scrub(`${host}${pathname}`.slice(0, MOST_READ))
  const [place = '', ...segments] = cutText(clean, 4 * LONGEST).split('/')
  return cutText([place, ...segments.map(withoutId)].join('/'), LONGEST)
}

/** Words before an id, the id, and the endings of a file: `msg_`, `01H2…`, `.js`. */
const PARTS = /^((?:[A-Za-z]+[-_.])*)(.*?)((?:\.[a-z][a-z0-9]{0,4})*)$/

function withoutId(segment: string): string {
  if (isUuid(segment) || isMailAddress(segment)) return ':id'
  const [, words = '', middle = '', endings = ''] = PARTS.exec(segment) ?? []
  return isId(middle) ? `${words}:id${endings}` : segment
}

function isUuid(segment: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(segment)
}

function isMailAddress(segment: string): boolean {
  return /[^/](?:@|%40)[^@]*\.[a-z]{2,}$/i.test(segment)
}

/** Whether a text is a number of three or more digits, a grouped code, or has a random part. Words, versions and dates are not ids. */
function isId(text: string): boolean {
  return /^\d{3,}$/.test(text) || isGroupedNumber(text) || text.split(/[^A-Za-z0-9]+/).some(isRandom)
}

/** A code in groups, such as 123-456; a date is none. */
function isGroupedNumber(text: string): boolean {
  return /^\d+(?:-\d+)+$/.test(text) && text.length >= 6 && !/^(?:19|20)\d\d-/.test(text)
}

function isRandom(part: string): boolean {
  if (part.length >= 32 || /\d{9}/.test(part)) return true
  const isMixed = /\d/.test(part) && /[a-z]/i.test(part)
  if (isMixed && (part.length >= 12 || /^[0-9a-f]{8,}$/i.test(part))) return true
  return isShortCode(part) || isMixedCase(part)
}

/** Letters and digits in turn, such as A7F2K9, and no version such as v1beta2. */
function isShortCode(part: string): boolean {
  const groups = part.match(/\d+|\D+/g) ?? []
  return part.length >= 6 && groups.length >= 4 && !/^v\d/.test(part)
}

/** In names such as getUserById at most a fourth of the letters is upper case. */
function isMixedCase(part: string): boolean {
  const upper = part.replace(/[^A-Z]/g, '').length
  return part.length >= 12 && Math.min(upper, part.length - upper) >= 0.3 * part.length
}
