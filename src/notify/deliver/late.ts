import { formatDuration, MINUTE, timeAndDay } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'

/**
 * The message as it reads when it goes out late, so that old news is not taken for new. Unchanged within a minute of its
 * newest alert.
 * @param ageMs age of the newest alert
 */
export function lateMessage(message: Message, ageMs: number): Message {
  const lateMs = Math.floor(ageMs / MINUTE) * MINUTE
  if (lateMs < MINUTE) return message
  const late = formatDuration(lateMs)
  return {
    ...message,
    headline: `[${late} late] ${message.headline}`,
    lines: [`Written at ${timeAndDay(message.at)}; it could not be delivered for ${late}.`, ...message.lines],
  }
}
