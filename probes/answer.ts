import { expect, Fault, type PageText } from 'doorwatch/probe'

const EXCERPT_LENGTH = 80

/** The parts of a reply on a page that are not in its visible text. */
type NonTextParts = Partial<Pick<PageText, 'aside' | 'sealed'>>

/**
 * Checks that a reply contains `answer`.
 * @throws Fault `wrong_answer` if it does not, with the reason; `drift` if a part of the reply cannot be read, so that the
 *   answer may be in it
 */
export function expectAnswer(reply: string, answer: string, { aside = '', sealed }: NonTextParts = {}): void {
  const text = verdictOn(reply, answer)
  // Some pages render formulas only in elements that screen readers skip (aria-hidden).
  const verdict = text !== 'right' && !text.startsWith('doubled') && holdsAnswer(aside, answer) ? 'right' : text
  if (verdict !== 'right' && sealed !== undefined) {
    throw new Fault(
      'drift',
      `the reply cannot be read: <${sealed}> keeps it in a closed shadow root, a canvas or a frame`,
    )
  }
  if (verdict !== 'right') throw new Fault('wrong_answer', `the reply is ${verdict}`)
  expect(verdict).toBe('right')
}

/**
 * The verdict on a reply that should contain `answer`: 'empty', 'without the answer', 'doubled' (every word or the whole
 * reply appears twice), else 'right'. The answer must be a whole word; case does not matter.
 */
export function verdictOn(reply: string, answer: string): string {
  const text = reply.trim()
  if (text === '') return 'empty'
  if (isDoubled(text)) return `doubled: ${excerptOf(text)}`
  return holdsAnswer(text, answer) ? 'right' : `without the answer "${answer}": ${excerptOf(text)}`
}

function holdsAnswer(text: string, answer: string): boolean {
  const word = answer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'iu').test(plainDigits(text))
}

/** Replaces the mathematical and full-width digits of formulas by ASCII digits. */
function plainDigits(text: string): string {
  return text.replace(/[\u{1D7CE}-\u{1D7FF}\u{FF10}-\u{FF19}]/gu, (digit) => digit.normalize('NFKC'))
}

/** The beginning of a text in whole words, because the scrubber does not recognise half of a secret. */
function excerptOf(text: string): string {
  if (text.length <= EXCERPT_LENGTH) return text
  return `${/^[\s\S]{0,80}(?=\s)/.exec(text)?.[0].trim() ?? ''}…`
}

function isDoubled(text: string): boolean {
  const words = text.split(/\s+/)
  if (words.length < 2 || words.length % 2 !== 0) return false
  const half = words.length / 2
  const pairs = words.every((word, index) => word === words[index - (index % 2)])
  return pairs || words.slice(0, half).join(' ') === words.slice(half).join(' ')
}
