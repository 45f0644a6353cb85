import type { Config } from '../../config/index.ts'
import type { DrillChannel } from '../../drill/index.ts'

type Channels = Config['channels']

/** The channels that take alerts of a drill. PagerDuty wakes people up, so it has to be asked for. */
export function drillChannels(channels: Channels, { page }: { readonly page: boolean }): Channels {
  return channels.filter(({ drills, kind }) => drills && (page || kind !== 'pagerduty'))
}

/** Every channel, and whether it takes part. Whoever reads one can acknowledge: doorwatch drill ack. */
export function channelFacts(channels: Channels, options: { readonly page: boolean }): readonly DrillChannel[] {
  const takingPart = drillChannels(channels, options)
  return channels.map((channel) => {
    const takesPart = takingPart.includes(channel)
    return { name: channel.name, kind: channel.kind, takesPart, acknowledges: takesPart }
  })
}
