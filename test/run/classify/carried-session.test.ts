import { describe, expect, it } from 'vitest'
import { judgeCarriedSession } from '../../../src/run/classify/carried-session.ts'
import type { Diagnosis } from '../../../src/run/classify/diagnosis.ts'
import { seconds } from '../../../src/run/classify/seconds.ts'

const REFUSED: Diagnosis = {
  ...{ class: 'refused_session' as const, message: 'HTTP 401: a valid session was refused', httpStatus: 401 },
  ...{ requestId: 'req_1', detail: 'GET /chat' },
}

describe('a carried session that was refused', () => {
  it('is evidence against the service where it has worked before', () => {
    expect(judgeCarriedSession(REFUSED, 'chat', true)).toBe(REFUSED)
  })

  it('is none where it has never worked: the app may not let it be carried', () => {
    const judged = judgeCarriedSession(REFUSED, 'chat', false)
    expect(judged).toMatchObject({ class: 'drift', httpStatus: 401, requestId: 'req_1' })
    expect(judged.message).toContain(`it has never worked in "chat": sign in inside the probe (session: 'fresh')`)
    expect(judged.message).toContain(`set schedule: { 'chat': { off: true } }`)
    expect(judged.detail).toMatch(/^HTTP 401: a valid session was refused\nCookies, .*\nGET \/chat$/)
  })

  it('says nothing of any other failure', () => {
    const other = { class: 'server_error', message: 'HTTP 500' } as const
    expect(judgeCarriedSession(other, 'chat', false)).toBe(other)
  })

  it('has no status where none decided', () => {
    const bare = { class: 'refused_session', message: 'sent back to sign-in' } as const
    expect(Object.keys(judgeCarriedSession(bare, 'chat', false)).toSorted()).toEqual(['class', 'detail', 'message'])
  })
})

describe('a duration in a message', () => {
  it.each([
    [850, '850 ms'],
    [1_000, '1 s'],
    [5_000, '5 s'],
    [7_200, '7.2 s'],
    [25_000, '25 s'],
    [120_000, '2 min'],
  ])('of %d ms is %s', (ms, text) => {
    expect(seconds(ms)).toBe(text)
  })
})
