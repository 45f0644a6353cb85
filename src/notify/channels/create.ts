import { type Clock, withoutCost } from '../../core/index.ts'
import { addressFingerprint } from './address.ts'
import { createAppriseChannel } from './apprise.ts'
import type { Channel, ChannelConfig } from './channel.ts'
import { createDiscordChannel } from './discord.ts'
import { createEmailChannel } from './email.ts'
import { createNtfyChannel } from './ntfy.ts'
import { createPagerdutyChannel } from './pagerduty.ts'
import { createSlackChannel } from './slack.ts'
import { createSlackBotChannel } from './slack-bot.ts'
import { createTeamsChannel } from './teams.ts'
import { createTelegramChannel } from './telegram.ts'
import { createWebhookChannel } from './webhook.ts'

interface ChannelDeps {
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
  /** Default: the machine's. */
  readonly clock?: Clock
}

/** The channels of a configuration, in its order. Opens no connection. */
export function createChannels(config: readonly ChannelConfig[], deps: ChannelDeps = {}): readonly Channel[] {
  const parts = { fetch, clock: { now: () => Date.now() }, ...deps }
  return config.map((settings) => {
    const channel = { ...createChannel(settings, parts), address: addressFingerprint(settings) }
    return settings.showCost ? channel : hidingCosts(channel)
  })
}

function hidingCosts(channel: Channel): Channel {
  return { ...channel, send: (message, ...rest) => channel.send(withoutCost(message), ...rest) }
}

function createChannel(config: ChannelConfig, { fetch: fetcher, clock }: Required<ChannelDeps>): Channel {
  switch (config.kind) {
    case 'slack':
      return 'token' in config ? createSlackBotChannel(config, fetcher) : createSlackChannel(config, fetcher)
    case 'email':
      return createEmailChannel(config)
    case 'webhook':
      return createWebhookChannel(config, fetcher, clock)
    case 'teams':
      return createTeamsChannel(config, fetcher)
    case 'discord':
      return createDiscordChannel(config, fetcher)
    case 'telegram':
      return createTelegramChannel(config, fetcher)
    case 'pagerduty':
      return createPagerdutyChannel(config, fetcher)
    case 'ntfy':
      return createNtfyChannel(config, fetcher)
    case 'apprise':
      return createAppriseChannel(config, fetcher)
  }
}
