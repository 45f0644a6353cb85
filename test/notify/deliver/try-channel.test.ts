import { describe, expect, it } from 'vitest'
import { ChannelError, testAlert, tryChannel } from '../../../src/notify/index.ts'
import { webhookOn } from '../../contract/channel-peer.ts'
import { createClock } from '../../support/clock.ts'
import { NOW } from '../kit.ts'
import { ScriptedChannel } from './dispatcher-kit.ts'

const ALERT = testAlert('slack', { now: NOW, links: {}, location: 'berlin' })
const options = () => ({ limitMs: 5_000, clock: createClock(NOW), signal: new AbortController().signal })

describe('one try of a channel', () => {
  it('does not promise another one where the trouble may pass', async () => {
    const trial = await tryChannel(webhookOn('http://127.0.0.1:9/'), ALERT, options())
    expect(trial).toMatchObject({ ok: false, permanent: false })
    expect(JSON.stringify(trial)).not.toContain('tries again')
    const failing = (hint: string) =>
      new ScriptedChannel('slack', () => Promise.reject(new ChannelError('HTTP 503', { permanent: false, hint })))
    const hintOf = async (hint: string) => {
      const result = await tryChannel(failing(hint), ALERT, options())
      return result.ok ? undefined : result.hint
    }
    expect(await hintOf('It is slow. Doorwatch tries again by itself. If it persists, check HOOK.')).toBe(
      'It is slow. If it persists, check HOOK.',
    )
    expect(await hintOf('Doorwatch tries again by itself.')).toBeUndefined()
    expect(await hintOf('Put its address into HOOK.')).toBe('Put its address into HOOK.')
  })
})
