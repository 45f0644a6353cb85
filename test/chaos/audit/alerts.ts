import type { Posted } from '../slack.ts'
import { groupBy } from './group-by.ts'

/** An alert as the database has it. */
export interface AlertRow {
  readonly key: string
  readonly kind: string
  readonly headline: string
  /** Its incident, or the notice it belongs to; undefined where alerts stand alone. */
  readonly stream: string | undefined
  readonly delivery: string
}

export interface AlertAudit {
  readonly planned: number
  readonly delivered: number
  /** Messages that people saw. */
  readonly copies: number
  /** Copies of an alert that is there already: sent again because the answer was cut, or because the worker died. */
  readonly duplicates: { readonly cut: number; readonly death: number }
  /** Alerts that did not arrive, copies that nothing explains, keys that no alert has. */
  readonly wrong: readonly string[]
  /** Alerts that arrived after a younger one of their incident. */
  readonly late: readonly string[]
}

/**
 * Holds the alerts of the database, in the order they were planned, against what the stand-in received. Pure.
 * @param deaths when the worker was killed, epoch ms
 */
export function auditAlerts(
  alerts: readonly AlertRow[],
  posts: readonly Posted[],
  deaths: readonly number[],
): AlertAudit {
  const accepted = groupBy(
    posts.filter((post) => post.accepted),
    ({ key }) => key,
  )
  const answered = new Set(posts.filter(({ answer }) => answer === 'ok').map(({ key }) => key))
  const keys = new Set(alerts.map(({ key }) => key))
  const wrong = [...accepted.keys()].filter((key) => !keys.has(key)).map((key) => `${key} was sent and is not stored`)
  const inFlight = new Map<number, string>()
  const duplicates = { cut: 0, death: 0 }
  for (const { key, delivery } of alerts) {
    if (!answered.has(key) || delivery !== 'sent')
      wrong.push(`${key} is ${delivery}, ${answered.has(key) ? '' : 'not '}taken`)
    const copies = accepted.get(key) ?? []
    for (const [index, copy] of copies.slice(0, -1).entries()) {
      const next = copies[index + 1]?.at ?? copy.at
      const death = deaths.find((at) => at >= copy.at && at <= next)
      if (copy.answer === 'cut') duplicates.cut += 1
      else if (death !== undefined && !inFlight.has(death)) {
        inFlight.set(death, key)
        duplicates.death += 1
      } else
        wrong.push(
          `${key} was sent twice, and nothing explains it${death ? ` but ${inFlight.get(death)} was in flight` : ''}`,
        )
    }
  }
  return {
    planned: alerts.length,
    delivered: alerts.filter(({ key }) => answered.has(key)).length,
    copies: [...accepted.values()].reduce((sum, some) => sum + some.length, 0),
    ...{ duplicates, wrong },
    late: lateAlerts(alerts, accepted),
  }
}

function lateAlerts(alerts: readonly AlertRow[], accepted: ReadonlyMap<string, readonly Posted[]>): readonly string[] {
  const late: string[] = []
  const newest = new Map<string, { readonly at: number; readonly key: string }>()
  for (const { key, stream } of alerts) {
    const at = accepted.get(key)?.[0]?.at
    if (at === undefined || stream === undefined) continue
    const before = newest.get(stream)
    if (before && at < before.at) late.push(`${before.key} arrived after ${key}`)
    else newest.set(stream, { at, key })
  }
  return late
}
