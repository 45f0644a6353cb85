import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellQuoted, shellWord } from '../../../src/core/index.ts'

/** The words that a POSIX shell makes of a line (POSIX.1-2017, shell command language, 2.2), without expansions. */
function wordsOf(line: string): readonly string[] {
  const words = [...line.matchAll(/(?:'[^']*'|\\[\s\S]|[^\s'\\])+/g)]
  return words.map(([word]) => word.replace(/'([^']*)'|\\([\s\S])/g, (_, quoted, escaped) => quoted ?? escaped))
}

const TEXT = fc.string({
  unit: fc.constantFrom("'", '"', ' ', '$', '`', '\\', '\n', ';', '*', 'a', '/', 'é'),
  minLength: 1,
})

describe('a text for a shell', () => {
  it('is one word of it, whatever it contains', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(wordsOf(`cd ${shellQuoted(text)} next`)).toEqual(['cd', text, 'next'])
        if (!text.includes('\\') || shellWord(text) !== text)
          expect(wordsOf(`cd ${shellWord(text)}`)).toEqual(['cd', text])
      }),
    )
  })

  it.each(['watch', '../a-b/c_d.txt', 'C:\\Users\\ana', '/home/a@b/x=1,2:3+4%'])('needs no quotes: %s', (text) => {
    expect(shellWord(text)).toBe(text)
  })

  it.each([
    ['my folder', "'my folder'"],
    ["it's", "'it'\\''s'"],
    ['$HOME', "'$HOME'"],
    ['', "''"],
    ['a;b', "'a;b'"],
    ['~/x', "'~/x'"],
  ])('%j is %s', (text, word) => {
    expect(shellWord(text)).toBe(word)
  })
})
