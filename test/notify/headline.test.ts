import { describe, expect, it } from 'vitest'
import { situationOf } from '../../src/notify/text/headline.ts'
import { HANG, HTTP_500, SLOW, surface, surfacesWith } from './kit.ts'

const AT_OPEN = { ...HTTP_500, step: 'open' }

describe('the situation in one line', () => {
  it.each([
    ['nothing is broken', surfacesWith(), ''],
    [
      'one surface is down',
      surfacesWith(surface('login', 'down', HTTP_500)),
      "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    ],
    [
      'two surfaces fail alike',
      surfacesWith(surface('login', 'down', HTTP_500), surface('console', 'down', HTTP_500)),
      "login and console are DOWN (HTTP 500 at 'submit credentials'), chat, API and CLI are up",
    ],
    [
      'two surfaces fail with the same answer at different steps',
      surfacesWith(surface('login', 'down', HTTP_500), surface('console', 'down', AT_OPEN)),
      'login and console are DOWN (HTTP 500), chat, API and CLI are up',
    ],
    [
      'two surfaces fail in different ways',
      surfacesWith(surface('login', 'down', HTTP_500), surface('console', 'down', HANG)),
      'login and console are DOWN (HTTP 500; no answer within 30 s), chat, API and CLI are up',
    ],
    [
      'a surface is slow',
      surfacesWith(surface('chat', 'degraded', SLOW)),
      "chat is DEGRADED (slow: 4.2 s at 'read the reply', usually 0.9 s), login, console, API and CLI are up",
    ],
    [
      'one is shut and one is slow',
      surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'degraded', SLOW)),
      "login is DOWN (HTTP 500 at 'submit credentials') and chat is DEGRADED (slow: 4.2 s at 'read the reply', usually 0.9 s), console, API and CLI are up",
    ],
    [
      'the API is down',
      surfacesWith(surface('api', 'down', AT_OPEN)),
      "API is DOWN (HTTP 500 at 'open'), login, chat, console and CLI are up",
    ],
    [
      'API and CLI are down',
      surfacesWith(surface('api', 'down', AT_OPEN), surface('cli', 'down', AT_OPEN)),
      "API and CLI are DOWN (HTTP 500 at 'open'), login, chat and console are up",
    ],
    [
      'every surface is down',
      surfacesWith(...['api', 'chat', 'cli', 'console', 'login'].map((name) => surface(name, 'down', HANG))),
      "login, chat, console, API and CLI are DOWN (no answer within 30 s at 'open')",
    ],
    ['there is no reason', surfacesWith(surface('login', 'down')), 'login is DOWN, chat, console, API and CLI are up'],
    [
      'the rest is not measured',
      [surface('login', 'down', HTTP_500), surface('api', 'unknown')],
      "login is DOWN (HTTP 500 at 'submit credentials'), API is not measured",
    ],
    [
      'more work than a line can hold',
      [surface('x', 'down'), ...[...'abcdefgh'].map((name) => surface(name))],
      'x is DOWN, everything else is up',
    ],
    [
      'more work than a line can hold, and one is unknown',
      [surface('x', 'down'), surface('u', 'unknown'), ...[...'abcdefgh'].map((name) => surface(name))],
      'x is DOWN, 8 others are up',
    ],
    [
      'a slow run without numbers',
      surfacesWith(surface('chat', 'degraded', { ...SLOW, message: 'replies take 4 times as long as usual' })),
      "chat is DEGRADED (slow: replies take 4 times as long as usual at 'read the reply'), login, console, API and CLI are up",
    ],
  ])('says it where %s', (_case, surfaces, expected) => {
    expect(situationOf(surfaces)).toBe(expected)
  })

  it('does not depend on the order of the surfaces', () => {
    const surfaces = surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'degraded', SLOW))
    expect(situationOf([...surfaces].reverse())).toBe(situationOf(surfaces))
  })

  it('keeps hostile words on one line and short', () => {
    const message = `x\r\nBcc: a@b\u202e\u0000${'y'.repeat(10_000)}`
    const words = situationOf([surface('lo\ngin', 'down', { ...HTTP_500, message, step: message })])
    expect(words).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(words.length).toBeLessThan(260)
  })
})
