import { formatDuration, withDeadline } from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt, type SendContext } from '../channels/channel.ts'
import type { Message } from '../fold/message.ts'

interface SendOptions {
  readonly limitMs: number
  readonly stopping: AbortSignal
  readonly context?: SendContext
}

/**
 * One send that ends within `limitMs`, also through a channel that ignores its signal, and at once when `stopping` aborts.
 * @returns what the channel says of recipients that refused it
 * @throws ChannelError (transient) at the deadline; whatever the channel throws
 */
export function sendWithin(
  channel: Channel,
  message: Message,
  { limitMs, stopping, context }: SendOptions,
): Promise<Receipt> {
  const fail = (): never => {
    throw new ChannelError(`${channel.name}: not accepted within ${formatDuration(limitMs)}`, { permanent: false })
  }
  return withDeadline((signal) => channel.send(message, signal, context), {
    limitMs,
    onLate: fail,
    signal: stopping,
    onAbort: fail,
  })
}
