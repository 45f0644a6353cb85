import type { Channel, ChannelConfig } from './channel.ts'
import { createEmailChannel } from './email.ts'
import { createSlackChannel } from './slack.ts'
import { createWebhookChannel } from './webhook.ts'

export interface ChannelDeps {
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
}

/** The channels of a configuration, in its order. Opens no connection. */
export function createChannels(config: readonly ChannelConfig[], deps: ChannelDeps = {}): readonly Channel[] {
  return config.map((one) => createChannel(one, deps.fetch ?? fetch))
}

function createChannel(config: ChannelConfig, fetcher: typeof fetch): Channel {
  switch (config.kind) {
    case 'slack':
      return createSlackChannel(config, fetcher)
    case 'email':
      return createEmailChannel(config)
    case 'webhook':
      return createWebhookChannel(config, fetcher)
  }
}
