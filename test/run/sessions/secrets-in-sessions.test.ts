import { describe, expect, it } from 'vitest'
import { HOUR, type LoginDoor } from '../../../src/core/index.ts'
import { createScrubber } from '../../../src/run/secrets/scrub.ts'
import { endOf } from '../../../src/run/sessions/cookies.ts'
import { secretsIn } from '../../../src/run/sessions/session-secrets.ts'
import type { StorageState } from '../../../src/run/sessions/session-state.ts'

const NOW = 1_700_000_000_000
type Cookie = StorageState['cookies'][number]

function cookie(name: string, extra: Partial<Cookie> = {}): Cookie {
  return {
    name,
    value: 'v',
    domain: 'x',
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    ...extra,
  }
}

const login = (sessionCookie?: string) => ({ ...(sessionCookie ? { sessionCookie } : {}) }) as LoginDoor
const inSeconds = (ms: number) => (NOW + ms) / 1_000
const end = (cookies: Cookie[], door = login()) =>
  endOf({ state: { cookies, origins: [] }, madeAt: NOW }, door, 24 * HOUR) - NOW

describe('the end of a session', () => {
  it('is that of the first cookie that scripts cannot read', () => {
    const cookies = [
      cookie('sid', { expires: inSeconds(6 * HOUR) }),
      cookie('refresh', { expires: inSeconds(9 * HOUR) }),
      cookie('theme', { expires: inSeconds(HOUR), httpOnly: false }),
    ]
    expect(end(cookies)).toBe(6 * HOUR)
  })

  it('is not that of a wall in front of the service', () => {
    expect(
      end([cookie('__cf_bm', { expires: inSeconds(HOUR / 2) }), cookie('sid', { expires: inSeconds(8 * HOUR) })]),
    ).toBe(8 * HOUR)
  })

  it('is that of the cookie that the door names', () => {
    const cookies = [cookie('sid', { expires: inSeconds(6 * HOUR) }), cookie('csrf', { expires: inSeconds(HOUR) })]
    expect(end(cookies, login('sid'))).toBe(6 * HOUR)
  })

  it('is its greatest age at the latest, also where cookies name no end', () => {
    expect(end([cookie('sid')])).toBe(24 * HOUR)
    expect(end([cookie('sid', { expires: inSeconds(72 * HOUR) })])).toBe(24 * HOUR)
  })
})

describe('the secrets of a session', () => {
  it('is every cookie that scripts cannot read, and whatever looks like a token', () => {
    const state: StorageState = {
      cookies: [
        cookie('sid', { value: 'short' }),
        cookie('jwt', { value: 'eyJhbGciOiJIUzI1NiJ9.e30.abc', httpOnly: false }),
        cookie('theme', { value: 'dark', httpOnly: false }),
      ],
      origins: [
        {
          origin: 'https://x',
          localStorage: [
            { name: 'access', value: 'tok_0123456789abcdef' },
            { name: 'draft', value: 'a text that someone was writing' },
          ],
        },
      ],
    }
    expect(secretsIn({ state }).map(({ name }) => name)).toEqual(['cookie sid', 'cookie jwt', 'storage access'])
  })

  it('is every token inside JSON that an app keeps, wherever it keeps it', () => {
    const json = (token: string) => JSON.stringify({ user: 'robin', nested: { token, at: '2026-01-02T03:04:05Z' } })
    const state = {
      cookies: [],
      origins: [
        {
          origin: 'https://x',
          localStorage: [{ name: 'auth', value: json('tok_local_0123456789') }],
          indexedDB: [{ name: 'db', stores: [{ records: [{ value: { token: 'tok_database_0123456' } }] }] }],
        },
      ],
    }
    const items = [
      ['oidc', JSON.stringify(json('tok_session_01234567'))],
      ['back', JSON.stringify({ to: 'https://app.example/chat/new', secret: 'https://app.example/?k=0123456' })],
      ['tok', 'abcdefghijklmnop'],
    ] as const
    const secrets = secretsIn({ state, sessionStorage: [{ origin: 'https://x', items }] })
    expect(secrets.map(({ value }) => value)).toEqual([
      'tok_local_0123456789',
      'tok_session_01234567',
      'abcdefghijklmnop',
      'tok_database_0123456',
    ])
  })
})

describe('a scrubber over months', () => {
  it('forgets the oldest of the values that change, and never those that are used again', () => {
    const scrubber = createScrubber()
    scrubber.add('PASSWORD', 'the-password')
    scrubber.add('cookie sid', 'cookie-kept')
    for (let count = 0; count < 300; count += 1) {
      scrubber.add('cookie sid', `cookie-${count}-value`)
      scrubber.add('cookie sid', 'cookie-kept')
    }
    expect(scrubber.text('the-password cookie-kept cookie-299-value')).toBe(
      '[secret PASSWORD] [secret cookie sid] [secret cookie sid]',
    )
    expect(scrubber.text('cookie-1-value')).toBe('cookie-1-value')
  })
})
