import { type Alert, formatDuration } from '../../core/index.ts'
import { type Channel, ChannelError, type Receipt } from '../channels/channel.ts'

/**
 * One send that ends within `ms`, also through a channel that does not heed its signal, and at once when `stopping` aborts.
 * @returns what the channel says of recipients that refused it
 * @throws ChannelError (transient) at the deadline; whatever the channel throws
 */
export async function sendWithin(channel: Channel, alert: Alert, ms: number, stopping: AbortSignal): Promise<Receipt> {
  const cutOff = new AbortController()
  const cut = () => cutOff.abort()
  const timer = setTimeout(cut, ms)
  const late = new Promise<never>((_, reject) => {
    const give = () =>
      reject(new ChannelError(`${channel.name}: not taken within ${formatDuration(ms)}`, { permanent: false }))
    cutOff.signal.addEventListener('abort', give, { once: true })
  })
  stopping.addEventListener('abort', cut, { once: true })
  if (stopping.aborted) cut()
  try {
    return await Promise.race([late, channel.send(alert, cutOff.signal)])
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', cut)
  }
}
