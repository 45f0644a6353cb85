import { expect, Fault } from 'doorwatch/probe'

const LONGEST = 80

/** @throws Fault `wrong_answer` that says in words what is wrong with the reply */
export function expectAnswer(reply: string, answer: string): void {
  const verdict = verdictOn(reply, answer)
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
  const word = answer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'iu').test(text)
    ? 'right'
    : `without the answer "${answer}": ${excerptOf(text)}`
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
