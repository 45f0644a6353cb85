import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import type { KeptSession } from '../../../src/run/sessions/session-state.ts'
import { createVault } from '../../../src/run/sessions/vault.ts'
import { newStateDir } from './kit.ts'

const folder = join(newStateDir(), 'sessions')
const OWNER = { target: 'claude', account: 'robin@lumen.example' }
const COOKIE = 'a-session-cookie-that-is-private'
const SESSION: KeptSession = {
  madeAt: 1_700_000_000_000,
  state: {
    cookies: [
      {
        name: 'sid',
        value: COOKIE,
        domain: 'lumen.example',
        path: '/',
        expires: 1_900_000_000,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      },
    ],
    origins: [],
  },
}

function open(key = 'a key of the environment', at = folder) {
  const warnings: string[] = []
  return { vault: createVault(at, new Secret('DOORWATCH_KEY', key), (text) => warnings.push(text)), warnings }
}

describe('a session on disk', () => {
  it('comes back in another process that has the key', () => {
    const file = open().vault.save(OWNER, SESSION)
    expect(file).toBe(join(folder, 'claude.session'))
    const { vault, warnings } = open()
    expect(vault.load(OWNER)).toEqual(SESSION)
    expect(warnings).toEqual([])
  })

  it('is readable for its user only, and shows neither cookie nor account', () => {
    const file = open().vault.save(OWNER, SESSION) ?? ''
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    const bytes = readFileSync(file).toString('latin1')
    for (const secret of [COOKIE, 'robin', 'lumen', 'a key of']) expect(bytes).not.toContain(secret)
  })

  it('looks different each time, although it says the same', () => {
    const { vault } = open()
    const first = readFileSync(vault.save(OWNER, SESSION) ?? '')
    const second = readFileSync(vault.save(OWNER, SESSION) ?? '')
    expect(first.equals(second)).toBe(false)
  })

  it('is gone when it is forgotten, and forgetting twice is fine', () => {
    const { vault, warnings } = open()
    vault.save(OWNER, SESSION)
    vault.forget(OWNER)
    vault.forget(OWNER)
    expect(vault.load(OWNER)).toBeUndefined()
    expect(warnings).toEqual([])
  })
})

describe('a session that does not open', () => {
  it.each([
    ['with another key', 'another key of someone', OWNER],
    ['for another account', 'a key of the environment', { ...OWNER, account: 'other@lumen.example' }],
  ])('%s is left out with a warning', (_what, key, owner) => {
    open().vault.save(OWNER, SESSION)
    const { vault, warnings } = open(key)
    expect(vault.load(owner)).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining('does not open')])
  })

  it('under the name of another target is left out', () => {
    const file = open().vault.save(OWNER, SESSION) ?? ''
    writeFileSync(join(folder, 'openai.session'), readFileSync(file))
    expect(open().vault.load({ ...OWNER, target: 'openai' })).toBeUndefined()
  })

  it('after any one byte was changed, added or taken away is left out, and nothing throws', () => {
    const { vault } = open()
    const file = vault.save(OWNER, SESSION) ?? ''
    const good = readFileSync(file)
    const { vault: reader } = open()
    fc.assert(
      // Bytes of the salt would each cost a key derivation; one of them is tried below.
      fc.property(fc.integer({ min: 20, max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bad = Buffer.from(good)
        bad[place] = (bad[place] ?? 0) ^ change
        writeFileSync(file, bad)
        expect(reader.load(OWNER)).toBeUndefined()
      }),
    )
    for (const bad of [Buffer.alloc(0), good.subarray(0, 40), good.subarray(0, -1), Buffer.concat([good, good])]) {
      writeFileSync(file, bad)
      expect(reader.load(OWNER)).toBeUndefined()
    }
    const salted = Buffer.from(good)
    salted[5] = (salted[5] ?? 0) ^ 1
    writeFileSync(file, salted)
    expect(reader.load(OWNER)).toBeUndefined()
    writeFileSync(file, good)
    expect(reader.load(OWNER)).toEqual(SESSION)
  })

  it('because it cannot be written is reported, and has no other effect', () => {
    const place = join(newStateDir(), 'file')
    writeFileSync(place, 'not a folder')
    const { vault, warnings } = open('a key of the environment', place)
    expect(vault.save(OWNER, SESSION)).toBeUndefined()
    expect(vault.load(OWNER)).toBeUndefined()
    expect(warnings.join()).toContain('cannot be kept')
  })
})
