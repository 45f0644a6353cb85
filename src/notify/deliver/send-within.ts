import { formatDuration, withDeadline } from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt } from '../channels/channel.ts'
import type { Message } from '../fold/message.ts'

/**
 * One send that ends within `limitMs`, also through a channel that ignores its signal, and at once when `stopping` aborts.
 * @returns what the channel says of recipients that refused it
 * @throws ChannelError (transient) at the deadline; whatever the channel throws
 */
export function sendWithin(
  channel: Channel,
  message: Message,
  limitMs: number,
  stopping: AbortSignal,
): Promise<Receipt> {
  const fail = (): never => {
    throw new ChannelError(`${channel.name}: not taken within ${formatDuration(limitMs)}`, { permanent: false })
  }
  return withDeadline((signal) => channel.send(message, signal), {
    limitMs,
    onLate: fail,
    signal: stopping,
    onAbort: fail,
  })
}
