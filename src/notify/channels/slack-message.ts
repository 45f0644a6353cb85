import type { IncomingWebhookSendArguments } from '@slack/webhook'
import {
  cutText,
  isBroken,
  oneLine,
  practisedKind,
  type State,
  type SurfaceStatus,
  surfaceWord,
} from '../../core/index.ts'
import { type Message, targetLabel } from '../fold/message.ts'
import { ackLinksOf } from '../text/ack-lines.ts'
import { fittedLines } from '../text/fitted.ts'
import { worstState } from '../text/headline.ts'
import { headlineOf, linesOf } from '../text/message-text.ts'
import { planLines } from '../text/plan-lines.ts'
import { failureWords, inOrder, STATE_WORD } from '../text/words.ts'
import { LIMITS } from './limits.ts'
import { cutEscaped, escaped, slackLine, slackTime, slackTimeAndDay } from './slack-text.ts'

type Block = NonNullable<IncomingWebhookSendArguments['blocks']>[number]

/** Slack's limits, in characters after escaping: header, text of a section, field; fields per section. */
const LIMIT = { ...LIMITS.slack, fallback: 3_000, surfaces: 40 }

/** The first line of a section always fits it, with a mark that others are cut. */
const MOST_LINE = 2_900

/** So many links so long fit a section whole: a link cut in half would be none. */
const MOST_LINKS = 3
const MOST_ADDRESS = 500

const LOOK: Readonly<Record<State, { readonly mark: string; readonly color: string }>> = {
  down: { mark: '🔴', color: '#c9302c' },
  degraded: { mark: '🟠', color: '#d97706' },
  unknown: { mark: '⚪', color: '#8a8f98' },
  maintenance: { mark: '🔵', color: '#3b73c4' },
  operational: { mark: '🟢', color: '#2e8555' },
}

/** A message for Slack: the headline, a coloured card with the rest, and all of it as plain text for notifications. */
export function slackMessage(alert: Message): IncomingWebhookSendArguments & { readonly text: string } {
  const { mark, color } = lookOf(alert)
  const headline = headlineOf(alert)
  const card = [
    ...(headline.length > LIMIT.header - 4 ? [section(`*${escaped(headline)}*`)] : []),
    ...linesPart(alert),
    ...planPart(alert),
    ...(alert.digest ? [] : surfacesPart(alert)),
    ...linksPart(alert),
    contextPart(alert),
  ]
  const text = cutEscaped(escaped([`${mark} ${headline}`, ...linesOf(alert).slice(0, 2)].join('\n')), LIMIT.fallback)
  return {
    text,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cutText(`${mark} ${headline}`, LIMIT.header), emoji: true } },
    ],
    attachments: [{ color, fallback: text, blocks: card }],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function lookOf(alert: Message): { readonly mark: string; readonly color: string } {
  const kind = practisedKind(alert)
  const worst = worstState(alert.surfaces)
  if (kind === 'resolved' || kind === 'proof') {
    return isBroken(worst) ? LOOK[worst] : { mark: '✅', color: LOOK.operational.color }
  }
  // Green only where the service is: a probe that works again says nothing about that.
  if (kind === 'notice' || kind === 'trouble' || kind === 'cleared') return { mark: '🔧', color: LOOK.unknown.color }
  if (kind === 'test') return { mark: '🔔', color: LOOK.unknown.color }
  return LOOK[worst]
}

/** Text in Slack's markup; `verbatim` keeps Slack from making links and mentions of what looks like them. */
function mrkdwn(text: string, most: number) {
  return { type: 'mrkdwn' as const, text: cutEscaped(text, most), verbatim: true }
}

function section(text: string): Block {
  return { type: 'section', text: mrkdwn(text, LIMIT.section) }
}

function linesPart(alert: Message): readonly Block[] {
  const lines = alert.lines.map((line) => slackLine(alert, oneLine(line, 600), MOST_LINE))
  return lines.length === 0 ? [] : [section(fittedLines(lines, LIMIT.section))]
}

/** Who is affected and what to do. */
function planPart(alert: Message): readonly Block[] {
  const lines = planLines(alert).map((line) => cutEscaped(escaped(line), MOST_LINE))
  return lines.length === 0 ? [] : [section(fittedLines(lines, LIMIT.section))]
}

/** Two columns of surfaces, ten to a block. */
function surfacesPart(alert: Message): readonly Block[] {
  const fields = inOrder(alert.surfaces)
    .slice(0, LIMIT.surfaces)
    .map((surface) => surfaceField(surface, alert))
  const blocks: Block[] = []
  for (let from = 0; from < fields.length; from += LIMIT.fields) {
    blocks.push({ type: 'section', fields: fields.slice(from, from + LIMIT.fields) })
  }
  return blocks
}

function surfaceField({ surface, state, since, failure }: SurfaceStatus, alert: Message) {
  const name = `${LOOK[state].mark} *${escaped(surfaceWord(surface))}*`
  if (state === 'operational') return mrkdwn(`${name}  up`, LIMIT.field)
  const why = failure ? `\n${escaped(failureWords(failure))}` : ''
  return mrkdwn(`${name}  ${STATE_WORD[state]} since ${slackTime(alert, since)}${why}`, LIMIT.field)
}

function linksPart(alert: Message): readonly Block[] {
  const links = [...ackLinksOf(alert), ...alert.links].slice(0, MOST_LINKS).flatMap(({ text, url }) => {
    const address = linkAddress(url)
    return address === undefined ? [] : [`<${address}|${escaped(oneLine(text, 80)).replaceAll('|', '/')}>`]
  })
  return links.length === 0 ? [] : [section(links.join('   '))]
}

/** A web address that cannot end the link it stands in; undefined for anything else. */
function linkAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { href, protocol } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  const address = escaped(href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'))
  return address.length <= MOST_ADDRESS ? address : undefined
}

function contextPart(alert: Message): Block {
  const at = slackTimeAndDay(alert, alert.at)
  return {
    type: 'context',
    // The deduplication key, for programs that read the channel; Slack does not show it.
    block_id: oneLine(alert.key, LIMIT.blockId),
    elements: [mrkdwn(`${escaped(oneLine(targetLabel(alert), 60))} · ${at}`, LIMIT.field)],
  }
}
