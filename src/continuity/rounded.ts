/** By key; numbers of other keys stay as they are. */
const DECIMALS: Readonly<Record<string, number>> = {
  ...{ share: 4, proven: 4, promised: 4, lost: 4, weekHours: 2 },
}
const MONEY = 2

/**
 * Plain data with rounded numbers: money to cents, shares to 0.0001, hours to 0.01. Shares and amounts share some names; an
 * object with a currency contains amounts.
 */
export function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  const isAmounts = 'currency' in value && 'cost' in value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const decimals = isAmounts ? MONEY : DECIMALS[key]
      return [key, typeof part === 'number' && decimals !== undefined ? Number(part.toFixed(decimals)) : rounded(part)]
    }),
  )
}
