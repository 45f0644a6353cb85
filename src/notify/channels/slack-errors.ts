import { oneLine, type Secret } from '../../core/index.ts'
import { ChannelError } from './channel.ts'
import { UNNAMED_LIMIT_MS } from './http.ts'
import { createScrub } from './scrub.ts'

/** What to do about the answers by which Slack's Web API refuses every further message of a bot. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: 'Slack does not know the token: copy the bot token (xoxb-…) of the app into {token}.',
  not_authed: 'Slack got no token: put the bot token (xoxb-…) of the app into {token}.',
  token_expired: 'The token has expired: put a new bot token of the app into {token}.',
  token_revoked: 'The token was revoked: install the app again and put its new bot token into {token}.',
  account_inactive: 'The app was removed from the workspace: install it again and put its bot token into {token}.',
  not_allowed_token_type: 'This kind of token cannot write: put a bot token (xoxb-…) into {token}.',
  no_permission:
    'The app may not write: give it the scope chat:write, install it again and put its token into {token}.',
  missing_scope: 'Give the app the scope chat:write, install it again and put its bot token into {token}.',
  team_access_not_granted: 'The app is not installed in this workspace: install it and put its bot token into {token}.',
  org_login_required: 'The workspace is being moved to an organization: put a new bot token into {token} afterwards.',
  ekm_access_denied: 'An administrator of the workspace stopped the app: ask for its access, and check {token}.',
  channel_not_found: 'Slack does not know the channel, or it is private: correct "channel", or invite the bot to it.',
  not_in_channel: 'Invite the bot to the channel (/invite @name), or give it the scope chat:write.public.',
  is_archived: 'The channel is archived: restore it, or put another one into "channel".',
  restricted_action: 'The rules of the workspace keep the bot from writing there: allow it, or change "channel".',
  restricted_action_read_only_channel: 'The channel is read-only: allow the bot to write, or change "channel".',
  restricted_action_non_threadable_channel: 'The channel allows replies only: put another one into "channel".',
  restricted_action_thread_only_channel: 'The channel allows replies only: put another one into "channel".',
  messages_tab_disabled: 'The app takes no messages: switch its messages tab on, or put a channel into "channel".',
}

const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])

/**
 * The error for an answer `{ ok: false, error }` of Slack's Web API.
 * @param answer its error, and the wait that it asks for (ms)
 */
export function slackError(
  { channel, secret }: { readonly channel: string; readonly secret: Secret },
  answer: { readonly error: string; readonly retryAfterMs?: number | undefined },
): ChannelError {
  const message = `${channel}: Slack answered ${oneLine(createScrub(secret)(answer.error), 80)}`
  const advice = Object.hasOwn(ADVICE, answer.error) ? ADVICE[answer.error] : undefined
  if (advice !== undefined) {
    return new ChannelError(message, { permanent: true, hint: advice.replace('{token}', secret.name) })
  }
  const isLimit = LIMITED.has(answer.error)
  const retryAfterMs = answer.retryAfterMs ?? (isLimit ? UNNAMED_LIMIT_MS : undefined)
  const what = isLimit ? 'Slack limits how often a bot may write.' : 'Slack did not take the message.'
  return new ChannelError(message, { permanent: false, retryAfterMs, hint: `${what} Doorwatch tries again by itself.` })
}
