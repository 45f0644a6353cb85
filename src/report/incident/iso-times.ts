/** The fields of models that hold epoch ms. */
const TIME = /^(?:at|from|to|since|until|measuredFrom)$|[a-z]At$/

/** A copy of plain data with every time as ISO 8601 UTC instead of epoch ms. */
export function withIsoTimes(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withIsoTimes)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      TIME.test(key) && typeof value === 'number' ? new Date(value).toISOString() : withIsoTimes(value),
    ]),
  )
}
