import { describe, expect, it } from 'vitest'
import { MUTE_SPANS, type MutesPage, mutesDocument } from '../../dashboards/mutes-page.tsx'
import { HOUR, MINUTE, parseDuration, type StoredQuietWindow } from '../../src/core/index.ts'
import { HOSTILE, NOW, text } from './kit.ts'

const window = (changes: Partial<StoredQuietWindow> = {}): StoredQuietWindow => ({
  ...{ id: 7, kind: 'mute', target: 'claude', surface: 'login', from: NOW - HOUR, to: NOW + 30 * MINUTE },
  ...changes,
})
const page = (changes: Partial<MutesPage> = {}): MutesPage => ({
  ...{ windows: [], names: ['claude', 'claude/login'], entered: { scope: '', span: '1h', reason: '' } },
  ...changes,
})
const draw = (changes: Partial<MutesPage> = {}, timezone = 'UTC') => mutesDocument(page(changes), { timezone, at: NOW })
const read = (changes: Partial<MutesPage> = {}, timezone = 'UTC') =>
  text(draw(changes, timezone).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

describe('the page of mutes', () => {
  it('gives scope, end and reason of each', () => {
    expect(read({ windows: [window({ reason: 'moving house' })] })).toContain(
      'until 21:35 UTC, for 30 min more: moving house End',
    )
    expect(read({ windows: [window()] }, 'Europe/Berlin')).toContain('until 22:35 UTC+01:00, for 30 min more')
    expect(read()).toContain('No mute is active.')
  })

  it('gives start and duration of a future one', () => {
    const ahead = window({ kind: 'maintenance', from: NOW + HOUR, to: NOW + 3 * HOUR })
    expect(read({ windows: [ahead] })).toContain(', maintenance from 22:05 UTC, for 2 h End')
  })

  it('ends each by a button of its own, with a name that says which', () => {
    const output = draw({ windows: [window(), window({ id: 8, surface: 'api' })] })
    expect(output.match(/action="\/mutes\/[78]\/end"/g)).toHaveLength(2)
    expect(new Set(output.match(/aria-label="End the mute of [^"]+"/g)).size).toBe(2)
  })

  it('offers names and durations, and keeps what was entered', () => {
    const entered = { scope: 'claud', span: '4h', reason: 'why "not"' }
    const output = draw({ entered, problem: 'There is no surface or target claud.' })
    expect(output).toContain('<p class="problem" role="alert">There is no surface or target claud.</p>')
    expect(output).toContain('<option value="4h" selected="">4 hours</option>')
    expect(output).toContain('value="why &quot;not&quot;"')
    expect(output).toContain('<option value="everything"></option><option value="claude"></option>')
  })

  it.each(MUTE_SPANS)('offers %s as a duration that the server reads', (span) => {
    expect(parseDuration(span)).toBeGreaterThan(0)
    expect(draw()).toMatch(new RegExp(`<option value="${span}"[^>]*>\\d+ (?:minutes|hours?|days?)</option>`))
  })

  it('holds names and reasons as text', () => {
    const entered = { scope: HOSTILE, span: '1h', reason: HOSTILE }
    const windows = [window({ target: HOSTILE, reason: HOSTILE })]
    expect(draw({ windows, entered, names: [HOSTILE], problem: HOSTILE })).not.toContain('<img')
  })
})
