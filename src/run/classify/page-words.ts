import type { PageFacts } from '../page/page-facts.ts'

const MOST_SOURCE = 16 * 1024
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

/** The words of a page from the first 16 KB of its source, title first: they tell a person what answered. */
export function wordsOfPage(html: string): string {
  return html
    .slice(0, MOST_SOURCE)
    .replace(/<(script|style|noscript|svg)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ')
    .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]+));/gi, (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined
      return code === undefined ? (ENTITIES[name] ?? whole) : String.fromCodePoint(code)
    })
    .replace(/\s+/g, ' ')
    .trim()
}

const HUMAN =
  /(verify|check|confirm)\w* (that )?(you are|you're|if you are|whether you are) (a )?human|are you (a )?(human|robot)|just a moment|unusual traffic|captcha/i

/** Whether the headers of an answer say that a bot wall sent it. */
export function isWallByHeaders(headers: Readonly<Record<string, string>>): boolean {
  return headers['cf-mitigated'] === 'challenge' || headers['x-amzn-waf-action'] !== undefined
}

/** Whether the words of a page are those of a bot wall. */
export function isWallByWords(words: string): boolean {
  return HUMAN.test(words)
}

const MAINTENANCE =
  /(be|are) (right )?back (soon|shortly)|down for maintenance|(scheduled|under) maintenance|temporarily unavailable/i

/** Whether a short page announces maintenance. */
export function looksLikeMaintenance(page: Pick<PageFacts, 'title' | 'text'> | undefined): boolean {
  return page !== undefined && page.text.length < 1_500 && MAINTENANCE.test(`${page.title} ${page.text}`)
}
