import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert, ChannelKind } from '../../../src/core/index.ts'
import { previewMailHtml, previewPayload, showAlerts, showMessage } from '../../../src/notify/index.ts'
import { input, LOGIN_DOWN, LOGIN_RECOVERED, NOW, notice, onlyAlert, verdict } from '../kit.ts'

const KINDS: readonly ChannelKind[] = [
  ...(['slack', 'email', 'webhook', 'teams', 'discord', 'telegram', 'pagerduty', 'ntfy', 'apprise'] as const),
]
const DOWN = onlyAlert(LOGIN_DOWN)
const UP = onlyAlert(LOGIN_RECOVERED)
const NOTICE = onlyAlert(input({ verdict: verdict({ notices: [notice()] }) }))

/** Everything of a message that a reader sees. */
const allOf = (kind: ChannelKind, alert: Alert) => JSON.stringify(showMessage(kind, alert))

describe('a message as its service shows it', () => {
  it.each(KINDS)('has headline, failing step and working surface: %s', (kind) => {
    const preview = showMessage(kind, DOWN)
    expect(preview.title).toContain(
      "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    )
    expect(preview.service).toBe(kind)
    expect([...preview.paragraphs, ...preview.fields].join('\n')).toContain('sign-in only')
  })

  it.each(KINDS)('has the colour of its news: %s', (kind) => {
    expect([DOWN, UP, NOTICE].map((alert) => showMessage(kind, alert).tone)).toEqual(['down', 'good', 'notice'])
  })

  it('reads Slack’s markup: times in words, links by name, signs of bold and code taken away', () => {
    const preview = showMessage('slack', DOWN)
    expect(preview.fields[0]).toMatch(/^🔴 login {2}DOWN since 21:04:37 UTC/)
    expect(preview.links).toEqual([expect.objectContaining({ text: 'Evidence and timeline' })])
    expect(preview.footer).toBe('sandbox · 21:05:12 UTC on Mon 23 Nov 2026')
    expect(allOf('slack', DOWN)).not.toMatch(/<!date|\*login\*|&lt;/)
  })

  it.each(KINDS)('shows hostile text as it was written: %s', (kind) => {
    const text = '<script>alert(1)</script> & *bold* [a](http://x) @everyone'
    const preview = showMessage(kind, { ...DOWN, headline: text, lines: [text] })
    expect([preview.title, ...preview.paragraphs].join('\n')).toContain('<script>alert(1)</script> & ')
    expect([preview.title, ...preview.paragraphs].join('\n')).toContain('@everyone')
  })

  it.each(KINDS)('folds several alerts of one incident into the newest: %s', (kind) => {
    const preview = showAlerts(kind, 'folded:2:x', [DOWN, { ...UP, at: NOW + 1 }])
    expect(preview.tone).toBe('good')
    expect([preview.title, ...preview.paragraphs].join('\n')).toContain('recovered')
  })

  it('has no key and no topic in payloads', () => {
    expect(previewPayload({ kind: 'pagerduty' }, DOWN)).toMatchObject([{ routing_key: '(secret)' }])
    expect(previewPayload({ kind: 'ntfy' }, DOWN)).toMatchObject({ topic: '(secret)' })
  })

  it('is a mail with headers, both parts and its HTML alone', () => {
    const mail = previewPayload({ kind: 'email', from: 'a@example.org', to: ['b@example.org'] }, DOWN)
    expect(mail).toMatchObject({ from: 'a@example.org', to: ['b@example.org'], subject: expect.any(String) })
    expect(previewMailHtml(DOWN)).toMatch(/^<!doctype html>/i)
  })

  it('never fails and never loses the headline, whatever the texts are', () => {
    const text = fc.string({ maxLength: 400, unit: 'binary' })
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), text, fc.array(text, { maxLength: 5 }), (kind, word, lines) => {
        const preview = showMessage(kind, { ...DOWN, headline: `login is DOWN ${word}`, lines })
        expect(preview.title).toContain('login is DOWN')
      }),
      { numRuns: 200 },
    )
  })
})
