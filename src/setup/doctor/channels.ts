import type { Alert, Clock } from '../../core/index.ts'
import type { Channel } from '../../notify/index.ts'
import { type Check, fail, ok, warn } from './check.ts'

/** Checks that there is a channel for alerts and, with `sendTest`, that each one takes a test alert. */
export function channelChecks(
  channels: readonly Channel[],
  options: { readonly sendTest: boolean; readonly clock: Clock; readonly location: string },
): readonly Check[] {
  if (channels.length === 0) {
    return [
      {
        name: 'channels',
        run: async () =>
          warn(
            'no channel: alerts are shown on the terminal and the dashboard only',
            'Set SLACK_WEBHOOK_URL, or SMTP_URL and ALERT_EMAIL_TO.',
          ),
      },
    ]
  }
  return channels.map((channel) => ({
    name: `channel ${channel.name}`,
    limitMs: 20_000,
    async run(signal) {
      if (!options.sendTest) return ok('configured; send a test alert with: doorwatch doctor --send-test')
      const receipt = await channel.send(testAlert(options.clock.now(), options.location), signal)
      if (receipt.refused !== undefined) {
        return fail(
          `the test alert was refused for ${receipt.refused}; the other recipients have it`,
          'Correct or remove these recipients of the channel (ALERT_EMAIL_TO, or "to" in the config).',
        )
      }
      return ok('accepted a test alert; check that it arrived')
    },
  }))
}

function testAlert(now: number, location: string): Alert {
  return {
    key: `doorwatch-test-${now}`,
    kind: 'notice',
    target: 'doorwatch',
    at: now,
    headline: `Doorwatch test from ${location}: alerts reach this channel`,
    lines: ['Nothing is wrong. Somebody ran "doorwatch doctor --send-test".'],
    surfaces: [],
    links: [],
  }
}
