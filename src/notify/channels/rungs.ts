import type { Rung } from '../../core/index.ts'
import type { ChannelConfig } from './channel.ts'

/** The highest rung that a channel reaches without a person. `visible` needs an id of the service in its answer. */
const BEST_RUNG: Readonly<Record<ChannelConfig['kind'], Extract<Rung, 'accepted' | 'visible'>>> = {
  /** The answer of an incoming webhook is "ok", without an id; a bot gets the id (`ts`). */
  slack: 'accepted',
  /** 250: the mail server queued it. */
  email: 'accepted',
  webhook: 'accepted',
  /** 202: the flow took the card. It may still fail to post it. */
  teams: 'accepted',
  /** `?wait=true` answers with the message. */
  discord: 'visible',
  telegram: 'visible',
  /** 202: the event is queued. */
  pagerduty: 'accepted',
  ntfy: 'visible',
  /** The services behind it do not report back. */
  apprise: 'accepted',
}

/** The highest rung that messages of a channel reach without a person. */
export function bestRungOf(config: ChannelConfig): Extract<Rung, 'accepted' | 'visible'> {
  return config.kind === 'slack' && 'token' in config ? 'visible' : BEST_RUNG[config.kind]
}
