import { jsonObject } from '../../core/index.ts'
import type { Message } from '../fold/message.ts'
import { bodyLines } from '../text/body-lines.ts'
import { buttonLinks } from '../text/button-links.ts'
import { bytesOf, CUT_MARK } from '../text/fitted.ts'
import { plainMarkdown } from '../text/markdown.ts'
import { headlineOf } from '../text/message-text.ts'
import { type Urgency, urgencyOf } from '../text/urgency.ts'
import type { Channel, TeamsConfig } from './channel.ts'
import { answerError, isSuccess, isWebPage, type Service } from './http.ts'
import { jsonOf, postJson } from './json-request.ts'
import { LIMITS } from './limits.ts'

const COLOUR: Readonly<Record<Urgency, string>> = {
  critical: 'Attention',
  error: 'Warning',
  warning: 'Accent',
  info: 'Good',
}

/**
 * Posts an Adaptive Card to a workflow of Microsoft Teams ("When a Teams webhook request is received"). Its 202 says that the
 * flow took the card, not that it is in the channel.
 */
export function createTeamsChannel({ name, mode, webhook }: TeamsConfig, fetcher: typeof fetch): Channel {
  const service: Service = { channel: name, secret: webhook, fetcher }
  return {
    name,
    mode,
    async send(message, signal) {
      const reply = await postJson(service, {
        key: message.key,
        url: webhook.reveal(),
        body: teamsBody(message),
        signal,
      })
      // The connectors before workflows answered 200 with a number, or with the text of an error.
      const isOwn = reply.status === 200 ? /^\s*(\d+|\{.*\})?\s*$/s.test(reply.body) : !isWebPage(reply)
      if (isSuccess(reply) && isOwn) return {}
      const code = jsonObject(jsonOf(reply)?.error)?.code
      throw answerError(service, reply, typeof code === 'string' ? adviceFor(reply.status, service) : undefined)
    },
  }
}

/** A message with one Adaptive Card, below the limit of the whole request. */
export function teamsBody(message: Message) {
  const buttons = buttonLinks(message)
  const links = message.links.filter((link) => !buttons.includes(link))
  const lines = bodyLines({ ...message, links }).filter((line) => line !== '')
  for (let lineCount = lines.length; ; lineCount--) {
    const cut = lineCount < lines.length ? [CUT_MARK] : []
    const body = cardOf(message, [...lines.slice(0, lineCount), ...cut], buttons)
    if (lineCount === 0 || bytesOf(JSON.stringify(body)) <= LIMITS.teams.bytes) return body
  }
}

function cardOf(message: Message, lines: readonly string[], buttons: Message['links']) {
  const block = (text: string, more: object = {}) => ({
    type: 'TextBlock',
    text: plainMarkdown(text),
    wrap: true,
    ...more,
  })
  const headline = block(headlineOf(message), {
    weight: 'Bolder',
    size: 'Medium',
    color: COLOUR[urgencyOf(message)],
  })
  return {
    type: 'message',
    summary: headlineOf(message),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [headline, ...lines.map((line) => block(line, { spacing: 'Small' }))],
          actions: buttons.map(({ text, url }) => ({
            type: 'Action.OpenUrl',
            title: text.slice(0, 80),
            url,
          })),
        },
      },
    ],
  }
}

function adviceFor(status: number, { secret }: Service): string | undefined {
  if (![400, 401, 403, 404, 410].includes(status)) return undefined
  return `The workflow is gone or switched off: create it again in Teams and put its address into ${secret.name}.`
}
