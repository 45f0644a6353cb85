import { retryAfterMs, SECOND } from '../../core/index.ts'

/** The smallest share of a rate limit that is left, 0 to 1; undefined without such headers. */
export function headroomOf(headers: Readonly<Record<string, string>>): number | undefined {
  return smallest(sharesLeft(headers).map(({ share }) => share))
}

/** Measures in the headers of an answer: how long to wait (s), and how much of our limits is left (%). */
export function headerMeasures(headers: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const shares = sharesLeft(headers)
  const percentLeft = (kind: RegExp) =>
    smallest(shares.flatMap(({ name, share }) => (kind.test(name) ? [share * 100] : [])))
  const values = {
    retry_after_s: secondsToWait(headers),
    requests_left_pct: percentLeft(/requests/),
    tokens_left_pct: percentLeft(/tokens/),
  }
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined))
}

/** Anthropic: `anthropic-ratelimit-requests-remaining`; OpenAI: `x-ratelimit-remaining-requests`; each with a `limit`. */
function sharesLeft(
  headers: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly share: number }[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!/ratelimit/.test(name) || !/remaining/.test(name)) return []
    const limit = Number(headers[name.replace('remaining', 'limit')])
    const remaining = Number(value)
    if (limit > 0 && Number.isFinite(remaining)) return [{ name, share: Math.max(0, remaining / limit) }]
    return remaining === 0 ? [{ name, share: 0 }] : []
  })
}

function secondsToWait(headers: Readonly<Record<string, string>>): number | undefined {
  const waitMs = retryAfterMs({ get: (name) => headers[name] ?? null })
  return waitMs === undefined ? undefined : waitMs / SECOND
}

function smallest(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.min(...values) : undefined
}
