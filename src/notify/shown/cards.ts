import { Secret, type ShownMessage } from '../../core/index.ts'
import { appriseBody } from '../channels/apprise.ts'
import { discordBody } from '../channels/discord.ts'
import { ntfyBody } from '../channels/ntfy.ts'
import { pagerdutyEvent } from '../channels/pagerduty.ts'
import { teamsBody } from '../channels/teams.ts'
import { telegramText } from '../channels/telegram.ts'
import { webhookBody } from '../channels/webhook-body.ts'
import { type Message, newestOfEach } from '../fold/message.ts'

type Shown = Omit<ShownMessage, 'service' | 'tone'>

/** What stands for a key or a topic, which no preview shows. */
export const HIDDEN = '(secret)'

/** The Adaptive Card that Teams shows. */
export function shownInTeams(message: Message): Shown {
  const content = teamsBody(message).attachments[0]?.content
  const [title = '', ...paragraphs] = (content?.body ?? []).map(({ text }) => withoutEscapes(text))
  const links = (content?.actions ?? []).map((action) => ({ text: action.title, url: action.url }))
  return { title, paragraphs, fields: [], links }
}

/** The text and the embed that Discord shows. */
export function shownInDiscord(message: Message): Shown {
  const { content, embeds } = discordBody(message)
  const paragraphs = embeds.flatMap(({ description }) => withoutEscapes(description).split('\n'))
  return { title: withoutEscapes(content), paragraphs, fields: [], links: [] }
}

/** The text that Telegram shows. */
export function shownInTelegram(message: Message): Shown {
  const [title = '', ...paragraphs] = telegramText(message).split('\n')
  return { title, paragraphs, fields: [], links: [] }
}

/** The incident that PagerDuty shows; of a message about several, the first, and the summaries of the others. */
export function shownInPagerduty(message: Message): Shown {
  const events = newestOfEach(message.parts ?? [message]).map((alert) => pagerdutyEvent(alert, HIDDEN))
  const [first, ...others] = events
  if (!first) return { title: '', paragraphs: [], fields: [], links: [] }
  const { payload, links } = first
  return {
    title: payload.summary,
    paragraphs: [
      ...payload.custom_details.lines,
      ...others.map(({ event_action, payload: { summary } }) => `${event_action}: ${summary}`),
    ],
    fields: [],
    links: links.map(({ href, text }) => ({ text, url: href })),
    footer: `${first.event_action}, ${payload.severity}, ${first.dedup_key}`,
  }
}

/** The notification that ntfy shows. */
export function shownInNtfy(message: Message): Shown {
  const { title, message: text, priority, tags, click } = ntfyBody(message, new Secret('topic', HIDDEN))
  return {
    title,
    paragraphs: text.split('\n'),
    fields: [],
    links: click === undefined ? [] : [{ text: 'Opens', url: click }],
    footer: `priority ${priority}, ${tags.join(', ')}`,
  }
}

/** Title and text as an apprise API gets them. */
export function shownInApprise(message: Message): Shown {
  const { title, body, type } = appriseBody(message)
  return { title, paragraphs: body.split('\n'), fields: [], links: [], footer: `type ${type}` }
}

/** The text that a webhook gets; its other fields are for programs. */
export function shownInWebhook(message: Message): Shown {
  const { headline, text, kind, key } = webhookBody(message)
  // The text begins with the headline.
  const [, ...paragraphs] = text.split('\n')
  return { title: headline, paragraphs, fields: [], links: [], footer: `${kind}, ${key}` }
}

/** Text that is escaped against Markdown, as the service shows it. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/\\([\\*_~`|[\]<@#>+-])/g, '$1').replaceAll(/^(\s*)\\(\d+\.)/gm, '$1$2')
}
