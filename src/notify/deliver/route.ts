import type { Alert } from '../../core/index.ts'
import type { ChannelMode } from '../channels/channel.ts'

export interface Routed {
  readonly name: string
  readonly mode: ChannelMode
}

/** The channels an alert goes to at first: all that always get them; where there is none, the first fallback. */
export function routeAlert(_alert: Alert, channels: readonly Routed[]): readonly string[] {
  const always = channels.filter(({ mode }) => mode === 'always')
  return (always.length > 0 ? always : channels.slice(0, 1)).map(({ name }) => name)
}

/**
 * The channel that takes over from one that failed: the next fallback after it. A channel that is no longer configured
 * hands over to the first fallback, or to the first channel where there is none.
 */
export function channelAfter(failed: string, channels: readonly Routed[]): string | undefined {
  const place = channels.findIndex(({ name }) => name === failed)
  const fallbacks = channels.filter(({ mode }) => mode === 'fallback')
  if (place === -1) return (fallbacks[0] ?? channels[0])?.name
  if (channels[place]?.mode === 'always') return fallbacks[0]?.name
  return channels.slice(place + 1).find(({ mode }) => mode === 'fallback')?.name
}
