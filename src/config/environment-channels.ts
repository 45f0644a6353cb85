import { Secret } from '../core/index.ts'
import type { ChannelSettings } from './config.ts'
import type { Settings } from './environment.ts'

/**
 * The channels of the configuration and those that SLACK_WEBHOOK_URL and SMTP_URL set up, so that alerts need no
 * configuration file. A kind of channel that the file has comes from the file alone: it most likely names the same variable.
 */
export function allChannels(settings: Settings, configured: readonly ChannelSettings[]): readonly ChannelSettings[] {
  const channels: ChannelSettings[] = []
  if (settings.SLACK_WEBHOOK_URL) {
    const webhook = new Secret('SLACK_WEBHOOK_URL', settings.SLACK_WEBHOOK_URL)
    channels.push({ kind: 'slack', name: 'slack', webhook, mode: 'always', drills: false })
  }
  if (settings.SMTP_URL && settings.ALERT_EMAIL_TO) {
    channels.push({
      kind: 'email',
      name: 'email',
      smtp: new Secret('SMTP_URL', settings.SMTP_URL),
      from: settings.ALERT_EMAIL_FROM ?? 'doorwatch@localhost.localdomain',
      to: settings.ALERT_EMAIL_TO,
      mode: 'always',
      drills: false,
    })
  }
  return [...configured, ...channels.filter(({ kind }) => !configured.some((channel) => channel.kind === kind))]
}
