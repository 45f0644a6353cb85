import { describe, expect, it } from 'vitest'
import { exceededLimit, noFirstToken } from '../../../../src/run/drivers/http/stream-limits.ts'
import { noteContent, type StreamProgress, startProgress } from '../../../../src/run/drivers/http/stream-progress.ts'

const SENT = 5_000
const progress = (more: Partial<StreamProgress> = {}): StreamProgress => ({ ...startProgress(SENT), ...more })

describe('the limits of a stream', () => {
  it('are 20 s to the first sign of content and 10 s between two, unless the probe sets others', () => {
    expect(exceededLimit({}, progress(), SENT + 20_000)).toBeUndefined()
    expect(exceededLimit({}, progress(), SENT + 20_001)?.message).toBe('no first token within 20 s: only headers came')
    expect(exceededLimit({ firstContentMs: 1_500 }, progress(), SENT + 1_501)?.class).toBe('timeout')
    const begun = progress({ lastSignAt: SENT + 100 })
    expect(exceededLimit({}, begun, SENT + 10_100)).toBeUndefined()
    expect(exceededLimit({}, begun, SENT + 10_101)).toEqual({ class: 'stalled', message: 'no more tokens for 10 s' })
    expect(exceededLimit({ gapMs: 850 }, begun, SENT + 1_000)?.message).toBe('no more tokens for 850 ms')
  })

  it('count thoughts as signs of content, so that a model which thinks for long is not silent', () => {
    expect(exceededLimit({ firstContentMs: 1_000 }, progress({ lastSignAt: SENT + 900 }), SENT + 5_000)).toBeUndefined()
  })

  it.each([
    [{}, 'no first token within 5 s: only headers came'],
    [{ pings: 2 }, 'no first token within 5 s: only pings came'],
    [{ pings: 2, events: 1 }, 'no first token within 5 s: the stream opened'],
    [{ events: 3, lastSignAt: SENT + 10 }, 'no text within 5 s: the model was still thinking'],
  ])('name what came in place of the first token: %o', (more, message) => {
    expect(noFirstToken(progress(more), 'within 5 s')).toEqual({ class: 'timeout', message })
  })
})

describe('the progress of a stream', () => {
  it('keeps the first and the last content and the longest gap between two', () => {
    const seen = progress()
    for (const at of [5_400, 5_450, 6_250, 6_300]) noteContent(seen, at)
    expect(seen).toMatchObject({ firstContentAt: 5_400, lastContentAt: 6_300, longestGapMs: 800 })
  })

  it('has no gap before the first content: that time is the time to first token', () => {
    const seen = progress()
    noteContent(seen, 90_000)
    expect(seen.longestGapMs).toBe(0)
  })
})
