import { type Alert, isOngoing, type Log, messageOf, oneLine } from '../../core/index.ts'
import { inOrderOfNews } from '../fold/digest.ts'
import { type Message, newestOfEach } from '../fold/message.ts'

/** Makes the links by which readers of a message acknowledge its incidents. */
export interface AckLinks {
  /**
   * A new link for each of the incidents (by name) that is open and not acknowledged.
   * @param channel whose message carries them
   */
  linksFor(incidents: readonly string[], channel: string): Promise<ReadonlyMap<string, string>>
}

/** Links in one message; a message of more incidents has them for the worst. */
const MOST_INCIDENTS = 20
/** Most of these that a message about several incidents shows. */
const MOST_SHOWN = 3

/**
 * The message with fresh links that acknowledge its open incidents. Called for each attempt, right before it is sent: a link
 * is a permission, and is in no stored alert, preview or log. A message goes out without links where they cannot be made.
 */
export async function withAckLinks(
  message: Message,
  channel: string,
  { links, log }: { readonly links: AckLinks; readonly log: Pick<Log, 'warn'> },
): Promise<Message> {
  const open = inOrderOfNews(message.parts ?? [message])
    .filter(isOngoing)
    .slice(0, MOST_INCIDENTS)
  const names = open.flatMap(({ incident }) => incident?.name ?? [])
  if (names.length === 0) return message
  try {
    return linked(message, open, await links.linksFor(names, channel))
  } catch (error) {
    log.warn('the alert is sent without an acknowledge link', { channel, error: messageOf(error) })
    return message
  }
}

function linked(message: Message, open: readonly Alert[], urls: ReadonlyMap<string, string>): Message {
  const urlOf = ({ incident }: Alert) => (incident ? urls.get(incident.name) : undefined)
  const withLink = (alert: Message): Message => {
    const url = isOngoing(alert) ? urlOf(alert) : undefined
    return url === undefined ? alert : { ...alert, acknowledge: [{ text: 'Acknowledge', url }] }
  }
  if (!message.parts) return withLink(message)
  const newest = new Set(newestOfEach(message.parts))
  const parts = message.parts.map((part) => (newest.has(part) ? withLink(part) : part))
  if (!message.digest) return { ...withLink(message), parts }
  const links = open.flatMap((alert) => {
    const url = urlOf(alert)
    return url === undefined ? [] : [{ text: `Acknowledge ${oneLine(alert.target, 40)}`, url }]
  })
  return { ...message, parts, acknowledge: links.slice(0, MOST_SHOWN) }
}

/** Takes the tokens of such links out of a text, as a service may repeat in its answer what it was sent. */
export function withoutAckTokens(text: string): string {
  return text.replace(/dwa[0-9a-f]{8,}/gi, 'dwa[removed]')
}
