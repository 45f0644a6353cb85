import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, CUT_MARK, fittedLines } from '../../../src/notify/text/fitted.ts'
import { plainMarkdown } from '../../../src/notify/text/markdown.ts'

describe('lines that must fit', () => {
  it('stay whole where they fit', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (lines) => {
        expect(fittedLines(lines, lines.join('\n').length)).toBe(lines.join('\n'))
      }),
    )
  })

  it('are left out from the end, and the last line says so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2 }),
        fc.integer({ min: 60, max: 300 }),
        (lines, most) => {
          const [first = ''] = lines
          fc.pre(bytesOf(`${first}\n${CUT_MARK}`) <= most)
          const text = fittedLines(lines, most, bytesOf)
          expect(bytesOf(text)).toBeLessThanOrEqual(most)
          expect(text.startsWith(first)).toBe(true)
          if (bytesOf(lines.join('\n')) > most) expect(text.endsWith(`\n${CUT_MARK}`)).toBe(true)
        },
      ),
    )
  })
})

describe('text in Markdown', () => {
  it.each([
    ['*bold* _low_ ~gone~ `code`', '\\*bold\\* \\_low\\_ \\~gone\\~ \\`code\\`'],
    ['@everyone <@123> [a](b)', '\\@everyone \\<\\@123> \\[a\\](b)'],
    ['# heading\n> quote\n- item\n1. first', '\\# heading\n\\> quote\n\\- item\n\\1. first'],
    [
      "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
      "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    ],
  ])('formats, links and mentions nothing: %s', (text, expected) => {
    expect(plainMarkdown(text)).toBe(expected)
  })
})
