/**
 * How answers are grouped: 429 and 529, which mean "too busy", and 500 have classes of their own; `timeout` and `network` are
 * runs without a complete answer. The place of a class is its place in the JSON of the report: add new ones at the end.
 */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '429', '5xx', '529', 'other', '500', 'timeout', 'network'] as const

/** The class of an HTTP status. */
export function statusClassOf(status: string): (typeof STATUS_CLASSES)[number] {
  const exact = STATUS_CLASSES.find((name) => name === status)
  if (exact !== undefined) return exact
  const family = STATUS_CLASSES.find((name) => name === `${status.charAt(0)}xx`)
  return /^[1-9]\d\d$/.test(status) && family !== undefined ? family : 'other'
}
