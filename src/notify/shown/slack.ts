import type { ShownMessage } from '../../core/index.ts'
import { slackMessage } from '../channels/slack-message.ts'
import type { Message } from '../fold/message.ts'

/** The part of a block of Slack that has text. */
interface Block {
  readonly type: string
  readonly text?: { readonly text: string } | undefined
  readonly fields?: readonly { readonly text: string }[] | undefined
  readonly elements?: readonly Element[] | undefined
}

/** A text of a context block, or a button. */
interface Element {
  readonly text?: string | { readonly text: string } | undefined
  readonly url?: string | undefined
}

/** What Slack shows of a message: its header and the blocks of its card. */
export function shownInSlack(message: Message): Omit<ShownMessage, 'service' | 'tone'> {
  const { blocks = [], attachments = [] } = slackMessage(message)
  const all = [...blocks, ...attachments.flatMap((card) => card.blocks ?? [])] as unknown as readonly Block[]
  const sections = all.filter(({ type }) => type === 'section')
  const texts = sections.flatMap(({ text }) => text?.text ?? [])
  const footer = all.filter(({ type }) => type === 'context').flatMap(elementsOf)
  return {
    title: all.find(({ type }) => type === 'header')?.text?.text ?? '',
    paragraphs: texts.filter((text) => !isLinkList(text)).map(plainText),
    fields: sections.flatMap(({ fields = [] }) => fields.map(({ text }) => plainText(text))),
    links: [...texts.flatMap(linksIn), ...all.filter(({ type }) => type === 'actions').flatMap(buttonsOf)],
    ...(footer.length > 0 ? { footer: footer.map(plainText).join(' ') } : {}),
  }
}

function elementsOf({ elements = [] }: Block): readonly string[] {
  return elements.flatMap(({ text }) => (typeof text === 'string' ? text : (text?.text ?? [])))
}

function buttonsOf({ elements = [] }: Block): ShownMessage['links'] {
  return elements.flatMap(({ text, url }) =>
    url === undefined ? [] : [{ text: typeof text === 'string' ? text : (text?.text ?? ''), url }],
  )
}

const LINK = /<(https?:[^|>]*)\|([^>]*)>/g

function isLinkList(text: string): boolean {
  return /<https?:/.test(text) && text.replaceAll(LINK, '').trim() === ''
}

function linksIn(text: string): ShownMessage['links'] {
  return [...text.matchAll(LINK)].map(([, url = '', name = '']) => ({ text: unescaped(name), url: unescaped(url) }))
}

/** Text in Slack's markup as it reads: times in the words of their fallback, names of links, no signs for bold and code. */
function plainText(text: string): string {
  const read = text
    .replaceAll(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(LINK, '$2')
    .replaceAll(/\*([^*\n]+)\*/g, '$1')
    .replaceAll(/`([^`\n]+)`/g, '$1')
  return unescaped(read)
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
