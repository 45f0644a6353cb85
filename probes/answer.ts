import { expect, Fault, type PageText } from 'doorwatch/probe'

const LONGEST = 80

/** What a page holds of a reply beside its text. */
export type BesideText = Partial<Pick<PageText, 'aside' | 'sealed'>>

/**
 * @throws Fault `wrong_answer` that says in words what is wrong with the reply; `drift` where the page shows a part of it
 * that cannot be read, so that nobody can say whether it is wrong
 */
export function expectAnswer(reply: string, answer: string, { aside = '', sealed }: BesideText = {}): void {
  const text = verdictOn(reply, answer)
  // Formulas may be written for the eye alone, and then stand only in what screen readers leave out.
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
 * What is wrong with a reply that should contain `answer`: 'empty', 'without the answer', or 'doubled' where every word
 * comes twice or the whole reply does; 'right' otherwise. The answer counts as a word of its own, in any case.
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

/** Digits in bold, italic or full width, as formulas have them, are digits. */
function plainDigits(text: string): string {
  return text.replace(/[\u{1D7CE}-\u{1D7FF}\u{FF10}-\u{FF19}]/gu, (digit) => digit.normalize('NFKC'))
}

/** Whole words only: what is cut in two is not recognised any more where secrets are taken out. */
function excerptOf(text: string): string {
  if (text.length <= LONGEST) return text
  return `${/^[\s\S]{0,80}(?=\s)/.exec(text)?.[0].trim() ?? ''}…`
}

function isDoubled(text: string): boolean {
  const words = text.split(/\s+/)
  if (words.length < 2 || words.length % 2 !== 0) return false
  const half = words.length / 2
  const pairs = words.every((word, index) => word === words[index - (index % 2)])
  return pairs || words.slice(0, half).join(' ') === words.slice(half).join(' ')
}
