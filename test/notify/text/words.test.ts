import { describe, expect, it } from 'vitest'
import type { Failure } from '../../../src/core/index.ts'
import { failureWords, whyOf } from '../../../src/notify/text/words.ts'

const SLOW: Failure = {
  class: 'slow',
  blame: 'provider',
  message: 'took 4.2 s, usually 900 ms',
  step: 'read the reply',
  slow: { tookMs: 4_200, usualMs: 900, limitMs: 2_000 },
}

/** A row that an earlier version stored: the times are in its message only. */
const { slow: _slow, ...STORED } = SLOW

describe('the reason of a slow step', () => {
  it('has the times that the judge measured, whatever its message says', () => {
    expect(whyOf({ ...SLOW, message: 'any words' })).toBe("slow: 4.2 s at 'read the reply', usually 900 ms")
  })

  it('is the same for a stored row that has no numbers', () => {
    expect(whyOf(STORED)).toBe(whyOf(SLOW))
  })

  it('is the message where neither numbers nor the sentence of an earlier version are there', () => {
    expect(whyOf({ ...STORED, message: 'slow' })).toBe("slow at 'read the reply'")
    expect(whyOf({ ...STORED, message: 'no first token within 10 s' })).toBe(
      "slow: no first token within 10 s at 'read the reply'",
    )
  })

  it('does not repeat its class', () => {
    expect(failureWords(SLOW)).toBe(whyOf(SLOW))
    expect(failureWords({ ...SLOW, class: 'timeout' })).toMatch(/\(timeout\)$/)
  })
})
