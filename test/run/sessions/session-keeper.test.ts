import type { BrowserContext } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { HOUR, type LoginDoor, MINUTE, SECOND, Secret, type Target } from '../../../src/core/index.ts'
import { createSessions } from '../../../src/run/sessions/session-keeper.ts'
import type { KeptSession, SignedInState } from '../../../src/run/sessions/session-state.ts'
import type { Tried } from '../../../src/run/sessions/sign-in.ts'
import type { Vault } from '../../../src/run/sessions/vault.ts'
import { loginDoor } from '../engine-kit.ts'

const START = Date.UTC(2026, 10, 29)

function cookie(value: string, endsAt = -1) {
  const place = { domain: 'app.example', path: '/', secure: true, sameSite: 'Lax' as const }
  return { ...place, name: 'sid', value, httpOnly: true, expires: endsAt < 0 ? -1 : endsAt / 1_000 }
}

function state(value: string, endsAt?: number): SignedInState {
  return { state: { cookies: [cookie(value, endsAt)], origins: [] }, sessionStorage: [] }
}

/** A context that is signed in with this cookie. */
function contextWith(value: string): BrowserContext {
  const { state: stored } = state(value)
  const parts = { pages: () => [], cookies: async () => stored.cookies, storageState: async () => stored }
  return parts as unknown as BrowserContext
}

function setUp(
  options: { readonly login?: Partial<LoginDoor>; readonly tried?: Tried; readonly endsAt?: number } = {},
) {
  let now = START
  const files = new Map<string, KeptSession>()
  const events: string[] = []
  const vault: Vault = {
    load: ({ target }) => files.get(target),
    save({ target }, session) {
      events.push('save')
      files.set(target, session)
      return target
    },
    forget: ({ target }) => void files.delete(target),
  }
  const login = { ...loginDoor('https://app.example/sign-in', new Secret('PASSWORD', 'a password')), ...options.login }
  const target: Target = { name: 'app', title: 'App', login }
  let signIns = 0
  const open = () =>
    createSessions({
      vault,
      now: () => now,
      hide: (_name, value) => void events.push(`hide ${value}`),
      tryOut: async () => options.tried ?? 'good',
      async signIn() {
        signIns += 1
        return state(`session-${signIns}`, options.endsAt)
      },
    })
  return {
    ...{ target, files, events, open, sessions: open() },
    pass: (ms: number) => {
      now += ms
    },
    get signIns() {
      return signIns
    },
  }
}

const cookieOf = ({ state }: SignedInState) => state.cookies[0]?.value

describe('a session for a signed-in run', () => {
  it('is made once and used again; runs that ask at the same time share the sign-in', async () => {
    const kit = setUp()
    const both = await Promise.all([kit.sessions.use(kit.target), kit.sessions.use(kit.target)])
    expect(both.map(cookieOf)).toEqual(['session-1', 'session-1'])
    await kit.sessions.use(kit.target)
    expect(kit.signIns).toBe(1)
  })

  it('is hidden before any run uses it', async () => {
    const kit = setUp()
    await kit.sessions.use(kit.target)
    expect(kit.events).toEqual(['hide session-1', 'save'])
  })

  it('is replaced when less than two minutes of its cookie are left', async () => {
    const kit = setUp({ endsAt: START + HOUR })
    await kit.sessions.use(kit.target)
    kit.pass(58 * MINUTE - SECOND)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-1')
    kit.pass(SECOND)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-2')
  })

  it('is replaced at its greatest age, however long its cookie lives', async () => {
    const kit = setUp({ login: { sessionMaxAgeMs: 30 * MINUTE }, endsAt: START + 100 * HOUR })
    await kit.sessions.use(kit.target)
    kit.pass(28 * MINUTE)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-2')
  })

  it('is tried again by the next run where signing in failed', async () => {
    const kit = setUp()
    let fails = true
    const sessions = createSessions({
      ...{ vault: { load: () => undefined, save: () => undefined, forget() {} }, now: () => START, hide() {} },
      tryOut: async () => 'good',
      async signIn() {
        if (fails) throw new Error('HTTP 500')
        return state('later')
      },
    })
    await expect(sessions.use(kit.target)).rejects.toThrow('HTTP 500')
    fails = false
    expect(cookieOf(await sessions.use(kit.target))).toBe('later')
  })
})

describe('a session of the vault', () => {
  it.each(['good', 'unclear'] as const)('is used without signing in where trying it was %s', async (tried) => {
    const kit = setUp({ tried })
    kit.files.set('app', { ...state('stored'), madeAt: START - MINUTE })
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('stored')
    expect(kit.signIns).toBe(0)
  })

  it('is replaced where the service no longer accepts it, or its time is over', async () => {
    const refused = setUp({ tried: 'refused' })
    refused.files.set('app', { ...state('stored'), madeAt: START - MINUTE })
    expect(cookieOf(await refused.sessions.use(refused.target))).toBe('session-1')
    const over = setUp()
    over.files.set('app', { ...state('stored'), madeAt: START - 25 * HOUR })
    expect(cookieOf(await over.sessions.use(over.target))).toBe('session-1')
  })

  it('is hidden before it is used', () => {
    const kit = setUp()
    kit.files.set('app', { ...state('stored-cookie'), madeAt: START })
    kit.sessions.hideStored([kit.target, { name: 'api-only', title: 'API' }])
    expect(kit.events).toEqual(['hide stored-cookie'])
  })
})

describe('a session that the service refuses', () => {
  it('is forgotten, so that the next run signs in', async () => {
    const kit = setUp()
    const session = await kit.sessions.use(kit.target)
    session.refused(true)
    expect(kit.files.size).toBe(0)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-2')
  })

  it('is kept for ten minutes where sessions of the probe never worked', async () => {
    const kit = setUp()
    const session = await kit.sessions.use(kit.target)
    kit.pass(10 * MINUTE - 1)
    session.refused(false)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-1')
    kit.pass(1)
    session.refused(false)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-2')
  })

  it('does not take the one that replaced it along', async () => {
    const kit = setUp()
    const first = await kit.sessions.use(kit.target)
    first.refused(true)
    kit.pass(SECOND)
    await kit.sessions.use(kit.target)
    first.refused(true)
    await first.renew(contextWith('of the first'))
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('session-2')
  })
})

describe('a session that the service renews', () => {
  it('goes on with the new cookie, and is written at most every ten minutes', async () => {
    const kit = setUp()
    const session = await kit.sessions.use(kit.target)
    kit.pass(10 * MINUTE)
    await session.renew(contextWith('renewed'))
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('renewed')
    expect(cookieOf(kit.files.get('app') as SignedInState)).toBe('session-1')
    kit.pass(1)
    await session.renew(contextWith('renewed again'))
    expect(cookieOf(kit.files.get('app') as SignedInState)).toBe('renewed again')
  })
})

describe('the session of a run that signed in itself', () => {
  it('is taken where there is none, or the kept one is past half its life, and only then', async () => {
    const kit = setUp({ login: { sessionMaxAgeMs: HOUR } })
    expect(await kit.sessions.offer(kit.target, contextWith('first'))).toBe(true)
    kit.pass(30 * MINUTE)
    expect(await kit.sessions.offer(kit.target, contextWith('second'))).toBe(false)
    kit.pass(1)
    expect(await kit.sessions.offer(kit.target, contextWith('third'))).toBe(true)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('third')
    expect(kit.signIns).toBe(0)
  })

  it('is left alone while another sign-in is under way', async () => {
    const kit = setUp()
    const use = kit.sessions.use(kit.target)
    expect(await kit.sessions.offer(kit.target, contextWith('other'))).toBe(false)
    await use
  })
})

describe('an account that only a person can sign in to', () => {
  const manual = { strategy: { kind: 'manual' } } as const

  it('asks for that person where no session is kept, or the kept one has ended', async () => {
    const none = setUp({ login: manual })
    await expect(none.sessions.use(none.target)).rejects.toMatchObject({
      diagnosis: { class: 'credentials', message: 'no session is kept for app: sign in with "doorwatch signin app"' },
    })
    const ended = setUp({ login: manual, tried: 'refused' })
    ended.files.set('app', { ...state('stored'), madeAt: START })
    await expect(ended.sessions.use(ended.target)).rejects.toThrow('the session kept for app has ended')
  })

  it('keeps a session that was refused: no probe could replace it', async () => {
    const kit = setUp({ login: manual })
    kit.files.set('app', { ...state('stored'), madeAt: START })
    const session = await kit.sessions.use(kit.target)
    session.refused(true)
    expect(kit.files.size).toBe(1)
    expect(cookieOf(await kit.sessions.use(kit.target))).toBe('stored')
  })
})
