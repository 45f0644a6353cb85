import { timeAndDay } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'

/** The message with a line that says until when its route held it. */
export function heldMessage(message: Message, heldUntil: number | undefined): Message {
  if (heldUntil === undefined) return message
  const first = Math.min(...(message.parts ?? [message]).map(({ at }) => at))
  if (first >= heldUntil) return message
  return {
    ...message,
    lines: [...message.lines, `Held by its route from ${timeAndDay(first)} to ${timeAndDay(heldUntil)}.`],
  }
}

/** The times from which a message's alerts may be late: what was held is not late for that. */
export function dueTimes({
  alerts,
  heldUntil = 0,
}: {
  readonly alerts: readonly { readonly at: number }[]
  readonly heldUntil?: number
}): readonly { readonly at: number }[] {
  return alerts.map(({ at }) => ({ at: Math.max(at, heldUntil) }))
}
