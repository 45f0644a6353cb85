import type { ChannelSettings } from '../../../config/index.ts'
import type { ChannelKind } from '../../../core/index.ts'
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

const KINDS: readonly ChannelKind[] = [
  ...(['slack', 'email', 'webhook', 'teams', 'discord', 'telegram', 'pagerduty', 'ntfy', 'apprise'] as const),
]

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
  const named = configured.filter((one) => one.name === name)
  const matching = named.length > 0 ? named : configured.filter(({ kind }) => kind === name)
  if (matching.length > 0) return matching
  const kind = KINDS.find((one) => one === name)
  if (kind) return [{ kind, name: kind }]
  throw unknownName('channel', name, [...configured.map((one) => one.name), ...KINDS])
}
