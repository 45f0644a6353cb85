import type { Config } from '../../config/index.ts'
import type { Clock } from '../../core/index.ts'
import type { DrillChannel } from '../../drill/index.ts'
import type { Channel, Message } from '../../notify/index.ts'

type Channels = Config['channels']

/** The channels that take alerts of a drill. PagerDuty pages people, so it needs an explicit option. */
export function drillChannels(channels: Channels, { page }: { readonly page: boolean }): Channels {
  return channels.filter(({ drills, kind }) => drills && (page || kind !== 'pagerduty'))
}

/** Every channel, and whether it takes part. Any reader of a message can acknowledge: doorwatch drill ack. */
export function channelFacts(channels: Channels, options: { readonly page: boolean }): readonly DrillChannel[] {
  const takingPart = drillChannels(channels, options)
  return channels.map((channel) => {
    const takesPart = takingPart.includes(channel)
    return { name: channel.name, kind: channel.kind, takesPart, acknowledges: takesPart }
  })
}

/** The channels, whose messages say when they are sent: the alerts of a drill have the times of its scenario. */
export function stampedChannels(channels: readonly Channel[], machine: Clock): readonly Channel[] {
  return channels.map((channel) => ({
    ...channel,
    send: (message, signal, context) => channel.send(stamped(message, machine.now()), signal, context),
  }))
}

/** @param sentAt epoch ms */
function stamped(message: Message, sentAt: number): Message {
  const { parts } = message
  return { ...message, sentAt, ...(parts ? { parts: parts.map((part) => stamped(part, sentAt)) } : {}) }
}
