import type { ChannelSettings } from '../../../config/index.ts'
import { CHANNEL_KINDS, type ChannelKind, isOneOf } from '../../../core/index.ts'
import { unknownName } from '../../process/unknown-name.ts'

/** A channel whose messages are previewed. */
export interface PreviewChannel {
  readonly kind: ChannelKind
  readonly name: string
  readonly from?: string
  readonly to?: readonly string[]
  readonly chat?: string
  readonly showCost?: boolean | undefined
}

/**
 * The channels to preview: the one that is named, or those of that kind, which needs no configured channel; without a name
 * all configured ones, or Slack where there is none.
 * @throws MonitorError `unknown_name`
 */
export function previewChannels(
  configured: readonly ChannelSettings[],
  name: string | undefined,
): readonly PreviewChannel[] {
  if (name === undefined) return configured.length > 0 ? configured : [{ kind: 'slack', name: 'slack' }]
  const named = configured.filter((channel) => channel.name === name)
  const matching = named.length > 0 ? named : configured.filter(({ kind }) => kind === name)
  if (matching.length > 0) return matching
  if (isOneOf(CHANNEL_KINDS, name)) return [{ kind: name, name }]
  throw unknownName('channel', name, [...configured.map((channel) => channel.name), ...CHANNEL_KINDS])
}
