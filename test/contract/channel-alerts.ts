import type { Alert, Failure } from '../../src/core/index.ts'
import { LOGIN_DOWN, onlyAlert } from '../notify/kit.ts'

/** Words that would send, ring, link, run or reorder something if they were not text. */
export const HOSTILE_WORDS = [
  'x\r\nBcc: victim@evil.example\r\n\r\nbody',
  '<!channel> <!here> <@U123> <https://evil.example|click> @everyone',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '&amp; &lt;b&gt; "quoted" \'single\' `code` *bold* ~gone~',
  '\u202Egnp.exe \u2066 \u0000\u0007\u001b[31m',
  'half a pair \ud83d, a whole one 🚪',
]

/** An alert in which every text from outside is hostile and ten thousand characters long. */
export function hostileAlert(): Alert {
  const text = `${HOSTILE_WORDS.join(' ')} ${'A&<'.repeat(3_400)}`
  const failure: Failure = {
    class: 'edge',
    blame: 'provider',
    message: text,
    step: text,
    httpStatus: 503,
    detail: text,
  }
  const alert = onlyAlert(LOGIN_DOWN)
  const surface = { target: 'sandbox', surface: text, state: 'down' as const, since: alert.at, failure, reason: text }
  return {
    ...alert,
    key: `${text}:opened`,
    target: text,
    headline: text,
    lines: Array.from({ length: 30 }, () => text),
    surfaces: Array.from({ length: 60 }, (_, index) => ({ ...surface, surface: `${index} ${text}` })),
    links: [
      { text, url: 'https://ok.example/a|b>c?x=<y>&z=1' },
      { text: 'script', url: 'javascript:alert(1)' },
      { text: 'broken', url: text },
    ],
  }
}
