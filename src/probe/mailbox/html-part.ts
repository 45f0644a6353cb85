import { Token, Tokenizer, TokenizerMode } from 'parse5'
import type { MailLink } from './mail-link.ts'
import { lastSentence } from './text-part.ts'

interface HtmlPart {
  /** The visible text, a line for each block. */
  readonly text: string
  readonly links: readonly MailLink[]
}

/** Elements whose content is no text, and how it is tokenized (HTML standard, 13.2.6). */
const RAW: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
])
const CELLS = new Set(['td', 'th'])
const BLOCKS = new Set(
  'address article aside blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
)
const LETTER_DIGIT = /^(?:\p{L}\p{Nd}|\p{Nd}\p{L})$/u
const MOST_CONTEXT = 120

/**
 * Reads the HTML of a mail by its tokens, without a tree: hostile HTML can expand to a tree far larger than the mail.
 */
export function readHtml(html: string): HtmlPart {
  const reader = new Reader()
  const ignore = () => {}
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag(tag) {
        const mode = RAW.get(tag.tagName)
        if (mode !== undefined) tokenizer.state = mode
        reader.open(tag)
      },
      onEndTag: ({ tagName }) => reader.close(tagName),
      onCharacter: ({ chars }) => reader.read(chars),
      onWhitespaceCharacter: ({ chars }) => reader.read(chars),
      onNullCharacter: ignore,
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
    },
  )
  tokenizer.write(html, true)
  return reader.end()
}

interface OpenLink {
  readonly url: string
  /** Characters of the text before it. */
  readonly from: number
  images: string
}

class Reader {
  #text = ''
  /** The last character of the text. Reading it from `#text` would copy the text each time. */
  #last = ''
  /** Where the text after the last link begins. */
  #contextFrom = 0
  #raw: string | undefined
  #link: OpenLink | undefined
  #isInlineStart = false
  readonly #links: MailLink[] = []

  open(tag: Token.TagToken): void {
    const { tagName } = tag
    if (RAW.has(tagName)) this.#raw = tagName
    this.#boundary(tagName)
    if (tagName === 'a' || tagName === 'area') {
      this.#endLink()
      const href = Token.getTokenAttr(tag, 'href')
        ?.replace(/[\t\r\n]/g, '')
        .trim()
      if (href !== undefined && /^https?:\/\//i.test(href)) {
        this.#link = { url: href, from: this.#text.length, images: Token.getTokenAttr(tag, 'alt') ?? '' }
      }
      if (tagName === 'area') this.#endLink()
    } else if (tagName === 'img' && this.#link) {
      this.#link.images += ` ${Token.getTokenAttr(tag, 'alt') ?? ''}`
    }
  }

  close(tagName: string): void {
    if (tagName === this.#raw) this.#raw = undefined
    if (tagName === 'a') this.#endLink()
    this.#boundary(tagName)
  }

  read(characters: string): void {
    if (this.#raw !== undefined) return
    const text = characters.replace(/[ \t\r\n\f]+/g, ' ')
    const isAfterSpace = this.#last === '' || this.#last === ' ' || this.#last === '\n'
    this.#append(isAfterSpace ? text.replace(/^ /, '') : text)
  }

  end(): HtmlPart {
    this.#endLink()
    return { text: this.#text.trim(), links: this.#links }
  }

  #append(text: string): void {
    const [first] = text
    if (first === undefined) return
    // "Code" and "123456" in two elements are two words; "123" and "456" may be one code.
    const isWordEdge = LETTER_DIGIT.test(this.#last + first) && this.#isInlineStart
    this.#text += isWordEdge ? ` ${text}` : text
    this.#last = text.at(-1) ?? ''
    this.#isInlineStart = false
  }

  #boundary(tagName: string): void {
    if (CELLS.has(tagName) || tagName === 'img') this.read(' ')
    else if (BLOCKS.has(tagName) && this.#last !== '' && this.#last !== '\n') this.#append('\n')
    this.#isInlineStart = true
  }

  #endLink(): void {
    if (!this.#link) return
    const { url, from, images } = this.#link
    const label = `${this.#text.slice(from)} ${images}`.replace(/\s+/g, ' ').trim()
    const before = this.#text.slice(Math.max(this.#contextFrom, from - MOST_CONTEXT), from)
    // A label that repeats the address has no words.
    const isAddress = /^https?:\/\/\S*$/i.test(label)
    this.#links.push({ url, label: isAddress ? '' : label, context: lastSentence(before) })
    this.#contextFrom = this.#text.length
    this.#link = undefined
  }
}
