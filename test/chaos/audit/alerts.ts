import type { Posted } from '../receiver.ts'
import { groupBy } from './group-by.ts'

/** An alert as the database has it. */
export interface AlertRow {
  readonly key: string
  /** Dedup key of the message it went in: that of the alert, or of several alerts folded into one. */
  readonly message: string
  readonly kind: string
  readonly headline: string
  /** Its incident, or the notice it belongs to; undefined where alerts stand alone. */
  readonly stream: string | undefined
  readonly delivery: string
}

interface AlertAudit {
  readonly planned: number
  readonly delivered: number
  /** Messages that the delivered alerts went in. */
  readonly messages: number
  /** Messages that people saw. */
  readonly copies: number
  /** Repeated messages: sent again because the answer was cut, or because the worker died. */
  readonly duplicates: { readonly cut: number; readonly death: number }
  /** Alerts that did not arrive, copies that nothing explains, keys that no message has. */
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
  const messages = new Set(alerts.map(({ message }) => message))
  const { duplicates, unexplained } = auditCopies([...messages], accepted, deaths)
  const wrong = [
    ...[...accepted.keys()].filter((key) => !messages.has(key)).map((key) => `${key} was sent and is not stored`),
    ...alerts
      .filter(({ message, delivery }) => !answered.has(message) || delivery !== 'sent')
      .map(({ key, message, delivery }) => `${key} is ${delivery}, ${answered.has(message) ? '' : 'not '}taken`),
    ...unexplained,
  ]
  return {
    planned: alerts.length,
    delivered: alerts.filter(({ message }) => answered.has(message)).length,
    messages: [...messages].filter((key) => answered.has(key)).length,
    copies: [...accepted.values()].reduce((sum, some) => sum + some.length, 0),
    ...{ duplicates, wrong },
    late: lateAlerts(alerts, accepted),
  }
}

/** Why each copy of a message after its first one was sent. */
function auditCopies(
  messages: readonly string[],
  accepted: ReadonlyMap<string, readonly Posted[]>,
  deaths: readonly number[],
): { readonly duplicates: AlertAudit['duplicates']; readonly unexplained: readonly string[] } {
  const inFlight = new Map<number, string>()
  const duplicates = { cut: 0, death: 0 }
  const unexplained: string[] = []
  for (const key of messages) {
    const copies = accepted.get(key) ?? []
    for (const [index, copy] of copies.slice(0, -1).entries()) {
      const next = copies[index + 1]?.at ?? copy.at
      const death = deaths.find((at) => at >= copy.at && at <= next)
      if (copy.answer === 'cut') duplicates.cut += 1
      else if (death !== undefined && !inFlight.has(death)) {
        inFlight.set(death, key)
        duplicates.death += 1
      } else {
        const other = death === undefined ? '' : ` but ${inFlight.get(death)} was in flight`
        unexplained.push(`${key} was sent twice, and nothing explains it${other}`)
      }
    }
  }
  return { duplicates, unexplained }
}

function lateAlerts(alerts: readonly AlertRow[], accepted: ReadonlyMap<string, readonly Posted[]>): readonly string[] {
  const late: string[] = []
  const newest = new Map<string, { readonly at: number; readonly key: string }>()
  for (const { key, message, stream } of alerts) {
    const at = accepted.get(message)?.[0]?.at
    if (at === undefined || stream === undefined) continue
    const before = newest.get(stream)
    if (before && at < before.at) late.push(`${before.key} arrived after ${key}`)
    else newest.set(stream, { at, key })
  }
  return late
}
