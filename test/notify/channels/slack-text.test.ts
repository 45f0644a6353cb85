import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutEscaped, escaped, slackLine, slackTime, slackTimeAndDay } from '../../../src/notify/channels/slack-text.ts'
import { NOW } from '../kit.ts'

/** Text of the signs that Slack reads, and some that it does not. */
const TEXT = fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', 'amp;', '🚪', ' '), maxLength: 60 })

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

describe('text for Slack', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        expect(unescaped(escaped(text))).toBe(text)
        expect(escaped(text)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
      }),
    )
  })

  it('is cut to a length without half an entity', () => {
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 1, max: 80 }), (text, most) => {
        const cut = cutEscaped(escaped(text), most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut).not.toMatch(/&(?!amp;|lt;|gt;)/)
        expect(escaped(text).startsWith(cut.replace(/…$/, ''))).toBe(true)
      }),
    )
  })
})

describe('a time for Slack', () => {
  it('is one that Slack shows in the zone of the reader, with a text for programs that cannot', () => {
    expect(slackTime({}, NOW)).toBe('<!date^1795467912^{time_secs}|21:05:12 UTC on Mon 23 Nov 2026>')
    expect(slackTimeAndDay({ timezone: 'Europe/Berlin' }, NOW + 999)).toBe(
      '<!date^1795467912^{date_short_pretty} {time_secs}|22:05:12 UTC+1 on Mon 23 Nov 2026>',
    )
  })

  it('stands for each time of a line, and what is around it is escaped', () => {
    const line = 'Since 21:05:12 UTC on Mon 23 Nov 2026 <a> & b'
    expect(slackLine({ at: NOW, timezone: 'UTC' }, line, 500)).toBe(
      'Since <!date^1795467912^{date_short_pretty} {time_secs}|21:05:12 UTC on Mon 23 Nov 2026> &lt;a&gt; &amp; b',
    )
  })

  it('is text where there is no room for it, and in alerts of earlier releases', () => {
    const line = 'Since 21:05:12 UTC on Mon 23 Nov 2026.'
    expect(slackLine({ at: NOW, timezone: 'UTC' }, line, 60)).toBe(line)
    expect(slackLine({ at: NOW }, line, 500)).toBe(line)
  })
})
