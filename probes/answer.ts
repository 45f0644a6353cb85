const LONGEST = 80

/**
 * What is wrong with a reply that should contain `answer`: 'empty', 'without the answer', or 'doubled' where every word
 * comes twice or the whole reply does; 'right' otherwise. The answer counts as a word of its own, in any case.
 */
export function verdictOn(reply: string, answer: string): string {
  const text = reply.trim()
  if (text === '') return 'empty'
  if (isDoubled(text)) return `doubled: ${text.slice(0, LONGEST)}`
  const word = answer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'iu').test(text)
    ? 'right'
    : `without the answer: ${text.slice(0, LONGEST)}`
}

function isDoubled(text: string): boolean {
  const words = text.split(/\s+/)
  if (words.length < 2 || words.length % 2 !== 0) return false
  const half = words.length / 2
  const pairs = words.every((word, index) => word === words[index - (index % 2)])
  return pairs || words.slice(0, half).join(' ') === words.slice(half).join(' ')
}
