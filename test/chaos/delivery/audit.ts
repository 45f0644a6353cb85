import { groupBy } from '../audit/group-by.ts'
import type { Taken } from './receiver.ts'

export interface DeliveryAudit {
  /** Messages that were taken more than once. */
  readonly duplicates: number
  /** Alerts that did not arrive, copies that no kill explains, alerts that arrived after a younger one of their incident. */
  readonly wrong: readonly string[]
}

/**
 * Holds what was taken against what was planned. A second copy of a message has the same key, and the first was the last
 * message that its channel took from a process that was killed then. Pure.
 * @param streams the keys of each incident's alerts, in the order they were planned
 */
export function auditDeliveries(
  streams: readonly (readonly string[])[],
  channels: readonly string[],
  taken: readonly Taken[],
): DeliveryAudit {
  const byChannel = groupBy(taken, ({ channel }) => channel)
  const results = channels.map((channel) => {
    const messages = byChannel.get(channel) ?? []
    const arrivals = messages.flatMap(({ alertKeys }) => alertKeys)
    const copies = messages.flatMap((message, index) => copyOf(messages, message, index))
    const lost = streams.flat().filter((key) => !arrivals.includes(key))
    const late = streams.flatMap((keys) => lateKeys(keys, arrivals))
    return {
      duplicates: copies.length,
      wrong: [
        ...lost.map((key) => `${channel}: ${key} did not arrive`),
        ...copies.filter((text) => text !== ''),
        ...late.map((key) => `${channel}: ${key} arrived before an older alert of its incident`),
        ...messages.filter((one) => hasOtherKey(messages, one)).map(({ key }) => `${channel}: ${key} repeats an alert`),
      ],
    }
  })
  return {
    duplicates: results.reduce((sum, one) => sum + one.duplicates, 0),
    wrong: results.flatMap(({ wrong }) => wrong),
  }
}

/** A text for a message that repeats an earlier one: empty where a kill explains it. */
function copyOf(messages: readonly Taken[], message: Taken, index: number): readonly string[] {
  const before = messages.findLastIndex((one, at) => at < index && one.key === message.key)
  if (before < 0) return []
  const first = messages[before] as Taken
  const isLastOfLife = messages.findLastIndex(({ life }) => life === first.life) === before
  const isExplained = message.life > first.life && isLastOfLife
  return [isExplained ? '' : `${message.channel}: ${message.key} was sent twice, and no kill explains it`]
}

/** An alert that arrives again does so under the key of the same message. */
function hasOtherKey(messages: readonly Taken[], message: Taken): boolean {
  return messages.some(
    ({ key, alertKeys }) => key !== message.key && alertKeys.some((one) => message.alertKeys.includes(one)),
  )
}

function lateKeys(keys: readonly string[], arrivals: readonly string[]): readonly string[] {
  const first = keys.map((key) => arrivals.indexOf(key))
  return keys.filter((_key, index) => first.slice(0, index).some((at) => at > (first[index] as number)))
}
