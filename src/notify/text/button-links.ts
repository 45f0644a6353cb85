import type { Alert } from '../../core/index.ts'
import { ackLinksOf, MOST_ADDRESS } from './ack-lines.ts'

/** Buttons in a message; its text names further links. */
export const MOST_BUTTONS = 3

/** The links that a service shows as buttons: those that acknowledge first. A longer address would be cut and lead nowhere. */
export function buttonLinks(message: Pick<Alert, 'links'> & Parameters<typeof ackLinksOf>[0]): Alert['links'] {
  return [...ackLinksOf(message), ...message.links]
    .filter(({ url }) => /^https?:/.test(url) && url.length <= MOST_ADDRESS)
    .slice(0, MOST_BUTTONS)
}
