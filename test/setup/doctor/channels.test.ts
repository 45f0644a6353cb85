import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../../src/core/index.ts'
import { type Channel, ChannelError } from '../../../src/notify/index.ts'
import { type ChannelRecords, channelChecks } from '../../../src/setup/doctor/channels.ts'
import { runChecks } from '../../../src/setup/doctor/index.ts'
import type { TakenTest } from '../../../src/store/index.ts'

const NOW = Date.UTC(2026, 10, 30, 12)
const EMPTY: ChannelRecords = { backlogs: [], reach: [] }

/** The finding on one channel called slack. */
async function finding(
  records: ChannelRecords | undefined,
  more: { readonly best?: 'accepted' | 'visible'; readonly send?: Channel['send']; readonly saved?: TakenTest[] } = {},
) {
  const { best = 'accepted', send, saved = [] } = more
  const channel: Channel = { name: 'slack', mode: 'always', send: send ?? (async () => ({})) }
  const checks = channelChecks([channel], {
    clock: { now: () => NOW, elapsed: () => 0 },
    ...{ sendTest: send !== undefined, location: 'office', timezone: 'UTC' },
    bestRungs: new Map([['slack', best]]),
    readRecords: async () => records,
    saveTest: async (test) => {
      saved.push(test)
    },
  })
  return (await runChecks(checks))[0]
}

describe('the check of a channel by what the database says', () => {
  it.each([undefined, EMPTY])('warns that it was never tried, and how to try it', async (records) => {
    expect(await finding(records)).toMatchObject({
      ...{ check: 'channel slack', level: 'warn', text: expect.stringContaining('never tried') },
      todo: 'Run: doorwatch alerts test slack',
    })
  })

  it('fails while its service refuses alerts, with the time, the reason and what to do', async () => {
    const refusal = { since: NOW - DAY, reason: 'HTTP 404 (no_service). Put its address into X.', retryAt: NOW + HOUR }
    const backlogs = [{ channel: 'slack', waiting: 3, since: NOW - DAY, refusal }]
    const result = await finding({ backlogs, reach: [{ channel: 'slack', accepted: NOW - HOUR }] })
    expect(result).toMatchObject({ level: 'fail', todo: expect.stringContaining('doorwatch alerts test slack') })
    expect(result?.text).toBe(
      'refuses alerts since 12:00:00 UTC on Sun 29 Nov 2026: HTTP 404 (no_service). Put its address into X.',
    )
  })

  it.each([
    ['ok', 8 * DAY - 1, 'its last message was accepted 8 d ago'],
    ['warn', 8 * DAY, 'no message was accepted for 8 d'],
  ])('is %s where the last message was %s ms ago', async (level, age, text) => {
    expect(await finding({ ...EMPTY, reach: [{ channel: 'slack', accepted: NOW - age }] })).toMatchObject({
      level,
      text: expect.stringContaining(text),
    })
  })

  it('warns where messages are accepted but never visible, for a service that reports visibility', async () => {
    const accepted = { ...EMPTY, reach: [{ channel: 'slack', accepted: NOW - HOUR }] }
    expect(await finding(accepted, { best: 'visible' })).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('no message is visible yet'),
    })
    const old = { ...EMPTY, reach: [{ channel: 'slack', accepted: NOW - HOUR, visible: NOW - 9 * DAY }] }
    expect(await finding(old, { best: 'visible' })).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('9 d'),
    })
  })

  it('stores a test alert that was taken, and gives the hint of one that was not', async () => {
    const saved: TakenTest[] = []
    expect(await finding(EMPTY, { send: async () => ({ id: '7' }), saved })).toMatchObject({ level: 'ok' })
    expect(saved).toMatchObject([
      { channel: 'slack', receipt: { rung: 'visible', serviceId: '7' }, alert: { kind: 'test' } },
    ])
    const refuse = () =>
      Promise.reject(new ChannelError('slack: HTTP 404', { permanent: true, hint: 'Make a new one.' }))
    expect(await finding(EMPTY, { send: refuse })).toMatchObject({
      ...{ level: 'fail', text: 'slack: HTTP 404', todo: 'Make a new one.' },
    })
  })
})
