import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { addressFingerprint } from '../../../src/notify/channels/address.ts'
import type { ChannelConfig } from '../../../src/notify/channels/channel.ts'
import { createChannels } from '../../../src/notify/channels/create.ts'
import { LOGIN_DOWN, onlyAlert } from '../kit.ts'

const mode = 'always' as const
const secret = (name: string, value: string) => new Secret(name, value)

const CONFIGS: readonly ChannelConfig[] = [
  { kind: 'slack', name: 'a', mode, webhook: secret('S', 'https://hooks.example.org/1') },
  {
    kind: 'slack',
    name: 'a',
    mode,
    api: 'https://slack.example.org/api/',
    channel: '#ops',
    token: secret('T', 'xoxb-1'),
  },
  { kind: 'email', name: 'a', mode, smtp: secret('M', 'smtp://m.example.org'), from: 'a@x.org', to: ['b@x.org'] },
  { kind: 'webhook', name: 'a', mode, url: secret('W', 'https://hooks.example.org/1') },
  { kind: 'teams', name: 'a', mode, webhook: secret('W', 'https://hooks.example.org/1') },
  { kind: 'discord', name: 'a', mode, webhook: secret('W', 'https://hooks.example.org/1') },
  { kind: 'telegram', name: 'a', mode, api: 'https://api.example.org', token: secret('T', '1:a'), chat: '-100' },
  { kind: 'pagerduty', name: 'a', mode, api: 'https://events.example.org', key: secret('K', 'k1') },
  { kind: 'ntfy', name: 'a', mode, server: 'https://push.example.org', topic: secret('N', 'planted-topic') },
  { kind: 'apprise', name: 'a', mode, url: secret('W', 'https://hooks.example.org/1') },
]

describe('the fingerprint of the address of a channel', () => {
  it('is short, the same each time, and different for each kind', () => {
    const fingerprints = CONFIGS.map(addressFingerprint)
    expect(fingerprints).toEqual(CONFIGS.map(addressFingerprint))
    expect(new Set(fingerprints).size).toBe(CONFIGS.length)
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
  })

  it('stays with another name, mode, password, token, sender or mail server: the same people read it', () => {
    const [, bot, mail, , , , telegram, , ntfy] = CONFIGS as ChannelConfig[]
    const same: readonly (readonly [ChannelConfig | undefined, object])[] = [
      ...CONFIGS.map((config) => [config, { name: 'b', mode: 'fallback', showCost: true }] as const),
      [bot, { token: secret('T2', 'xoxb-2') }],
      [mail, { smtp: secret('M', 'smtps://other.example.org'), from: 'c@x.org' }],
      [telegram, { token: secret('T', '1:b') }],
      [ntfy, { token: secret('T', 'tk_1') }],
    ]
    for (const [config, change] of same) {
      if (!config) throw new Error('no config')
      expect(addressFingerprint({ ...config, ...change } as ChannelConfig)).toBe(addressFingerprint(config))
    }
  })

  it('changes where the messages go to other people', () => {
    const [slack, bot, mail, , , , telegram, pagerduty, ntfy] = CONFIGS as ChannelConfig[]
    const other: readonly (readonly [ChannelConfig | undefined, object])[] = [
      [slack, { webhook: secret('S', 'https://hooks.example.org/2') }],
      [bot, { channel: '#dev' }],
      [mail, { to: ['b@x.org', 'c@x.org'] }],
      [telegram, { chat: '-101' }],
      [pagerduty, { key: secret('K', 'k2') }],
      [ntfy, { topic: secret('N', 'another-topic') }],
      [ntfy, { server: 'https://other.example.org' }],
    ]
    for (const [config, change] of other) {
      if (!config) throw new Error('no config')
      expect(addressFingerprint({ ...config, ...change } as ChannelConfig)).not.toBe(addressFingerprint(config))
    }
  })
})

const ALERT = onlyAlert(LOGIN_DOWN)
const refusing: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
}

/** The error of a channel whose service does not listen, or answers so. */
async function errorOf(
  config: ChannelConfig | undefined,
  fetcher = refusing,
): Promise<{ message: string; hint?: string }> {
  const [channel] = createChannels(config ? [config] : [], { fetch: fetcher })
  return channel?.send(ALERT, new AbortController().signal).catch((error) => error) as Promise<{ message: string }>
}

describe('a service that cannot be reached', () => {
  const [, bot, , webhook, , , telegram, pagerduty, ntfy] = CONFIGS

  it.each([
    [bot, 'api of the channel "a"'],
    [telegram, 'api of the channel "a"'],
    [pagerduty, 'api of the channel "a"'],
    [ntfy, 'server of the channel "a"'],
    [webhook, 'W'],
  ] as const)('is looked for where its address is set, not in a key: %#', async (config, place) => {
    expect(await errorOf(config)).toMatchObject({
      message: 'a: connection refused',
      hint: `No server listens on that host and port. Check the port in ${place}, and that the server runs.`,
    })
  })

  it('keeps the topic of ntfy out of the error, also where a token is the secret that is refused', async () => {
    const answering: typeof fetch = async () =>
      Response.json({ code: 40_301, error: 'planted-topic is reserved' }, { status: 403 })
    const config = { ...ntfy, token: secret('NTFY_TOKEN', 'tk_planted') } as ChannelConfig
    const error = await errorOf(config, answering)
    expect(`${error.message} ${error.hint}`).not.toContain('planted')
    expect(error).toMatchObject({
      message: expect.stringContaining('[secret N] is reserved'),
      hint: 'The server refuses this topic: check NTFY_TOKEN, and the rights of its user.',
    })
  })
})
