import { createHash } from 'node:crypto'
import type { ChannelConfig } from './channel.ts'

/** Digits that distinguish two addresses, and reveal nothing about a secret one. */
const HEX_DIGITS = 16

/**
 * A hash of where a channel's messages arrive. It changes when they go to other people, not with a password or a mail
 * server.
 */
export function addressFingerprint(config: ChannelConfig): string {
  const text = JSON.stringify([config.kind, ...addressOf(config)])
  return createHash('sha256').update(text).digest('hex').slice(0, HEX_DIGITS)
}

function addressOf(config: ChannelConfig): readonly string[] {
  switch (config.kind) {
    case 'email':
      return config.to
    case 'telegram':
      return [config.api, config.chat]
    case 'pagerduty':
      return [config.api, config.key.reveal()]
    case 'ntfy':
      return [config.server, config.topic.reveal()]
    case 'webhook':
    case 'apprise':
      return [config.url.reveal()]
    case 'slack':
      return 'webhook' in config ? [config.webhook.reveal()] : [config.api, config.channel]
    case 'teams':
    case 'discord':
      return [config.webhook.reveal()]
  }
}
