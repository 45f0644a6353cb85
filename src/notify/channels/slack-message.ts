import type { IncomingWebhookSendArguments } from '@slack/webhook'
import {
  cutText,
  isBroken,
  oneLine,
  practisedKind,
  type State,
  type SurfaceStatus,
  surfaceWord,
  worstState,
} from '../../core/index.ts'
import { type Message, sendTimeOf, targetLabel } from '../fold/message.ts'
import { ackLinksOf, MOST_ADDRESS } from '../text/ack-lines.ts'
import { MOST_BUTTONS } from '../text/button-links.ts'
import { CUT_MARK, fittedLines } from '../text/fitted.ts'
import { headlineOf, linesOf } from '../text/message-text.ts'
import { planLines } from '../text/plan-lines.ts'
import { failureWords, inOrder, STATE_WORD } from '../text/words.ts'
import { LIMITS } from './limits.ts'
import { type Block, charactersOf } from './slack-size.ts'
import { cutEscaped, escaped, slackLine, slackTime, slackTimeAndDay } from './slack-text.ts'

/** Slack's limits, in characters after escaping: header, text of a section, field; fields per section. */
const LIMIT = { ...LIMITS.slack, text: 2_500, fallback: 500, surfaces: 40 }

/** Room for the mark that lines are cut. */
const MARK_ROOM = CUT_MARK.length + 1

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
  const text = cutEscaped(escaped([`${mark} ${headline}`, ...linesOf(alert).slice(0, 2)].join('\n')), LIMIT.text)
  const fallback = cutEscaped(text, LIMIT.fallback)
  const header: Block = {
    type: 'header',
    text: { type: 'plain_text', text: cutText(`${mark} ${headline}`, LIMIT.header), emoji: true },
  }
  const top = headline.length > LIMIT.header - 4 ? [section(`*${escaped(headline)}*`)] : []
  const end = [...linksPart(alert), contextPart(alert)]
  const charactersLeft = LIMIT.total - 1 - text.length - fallback.length - charactersOf([header, ...top, ...end])
  return {
    text,
    blocks: [header],
    attachments: [{ color, fallback, blocks: [...top, ...middlePart(alert, charactersLeft), ...end] }],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function lookOf(alert: Message): { readonly mark: string; readonly color: string } {
  const kind = practisedKind(alert)
  const worst = worstState(alert.surfaces.map(({ state }) => state))
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

/** Lines, what to do, surfaces. Where they are too long together, each leaves half of the characters it finds to the next. */
function middlePart(alert: Message, most: number): readonly Block[] {
  const surfacesWithin = (limit: number) => (alert.digest ? [] : surfacesPart(alert, limit))
  const planWithin = (limit: number) =>
    planPart(alert, Math.max(limit / 2, limit - charactersOf(surfacesWithin(limit / 2))))
  const rest = charactersOf([...planWithin(most / 2), ...surfacesWithin(most / 4)])
  const lines = linesPart(alert, Math.max(most / 2, most - rest))
  const plan = planWithin(most - charactersOf(lines))
  return [...lines, ...plan, ...surfacesWithin(most - charactersOf([...lines, ...plan]))]
}

function linesPart(alert: Message, most: number): readonly Block[] {
  const limit = Math.min(LIMIT.section, Math.floor(most))
  const lines = alert.lines.map((line) => slackLine(alert, oneLine(line, 600), limit - MARK_ROOM))
  return lines.length === 0 ? [] : [section(fittedLines(lines, limit))]
}

/** Who is affected and what to do. */
function planPart(alert: Message, most: number): readonly Block[] {
  const limit = Math.min(LIMIT.section, Math.floor(most))
  const lines = planLines(alert).map((line) => cutEscaped(escaped(line), limit - MARK_ROOM))
  return lines.length === 0 ? [] : [section(fittedLines(lines, limit))]
}

/** Two columns of surfaces, ten to a block. */
function surfacesPart(alert: Message, most: number): readonly Block[] {
  const surfaces = inOrder(alert.surfaces).map((surface) => surfaceField(surface, alert))
  const fields = surfaces.slice(0, fieldsWithin(surfaces.slice(0, LIMIT.surfaces), most - MARK_ROOM))
  const blocks: Block[] = []
  for (let from = 0; from < fields.length; from += LIMIT.fields) {
    blocks.push({ type: 'section', fields: fields.slice(from, from + LIMIT.fields) })
  }
  return fields.length < surfaces.length ? [...blocks, section(CUT_MARK)] : blocks
}

/** How many of the first fields have no more characters together than `most`. */
function fieldsWithin(fields: readonly { readonly text: string }[], most: number): number {
  let charactersLeft = most
  const tooMuch = fields.findIndex(({ text }) => {
    charactersLeft -= text.length
    return charactersLeft < 0
  })
  return tooMuch === -1 ? fields.length : tooMuch
}

function surfaceField({ surface, state, since, failure }: SurfaceStatus, alert: Message) {
  const name = `${LOOK[state].mark} *${escaped(surfaceWord(surface))}*`
  if (state === 'operational') return mrkdwn(`${name}  up`, LIMIT.field)
  const why = failure ? `\n${escaped(failureWords(failure))}` : ''
  return mrkdwn(`${name}  ${STATE_WORD[state]} since ${slackTime(alert, since)}${why}`, LIMIT.field)
}

function linksPart(alert: Message): readonly Block[] {
  const links = [...ackLinksOf(alert), ...alert.links].flatMap(({ text, url }) => {
    const address = webAddress(url)
    return address === undefined ? [] : [{ address, text: escaped(oneLine(text, 80)).replaceAll('|', '/') }]
  })
  // So many links of that length fit a section whole.
  const fittingLinks = links.filter(({ address }) => address.length <= MOST_ADDRESS).slice(0, MOST_BUTTONS)
  const parts = fittingLinks.map(({ address, text }) => `<${address}|${text}>`)
  if (fittingLinks.length < links.length) parts.push(CUT_MARK)
  return parts.length === 0 ? [] : [section(parts.join('   '))]
}

/** A web address that cannot end the link it stands in; undefined for anything else. */
function webAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { href, protocol } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return escaped(href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'))
}

function contextPart(alert: Message): Block {
  const at = slackTimeAndDay(alert, sendTimeOf(alert))
  return {
    type: 'context',
    // The deduplication key, for programs that read the channel; Slack does not show it.
    block_id: oneLine(alert.key, LIMIT.blockId),
    elements: [mrkdwn(`${escaped(oneLine(targetLabel(alert), 60))} · ${at}`, LIMIT.field)],
  }
}
