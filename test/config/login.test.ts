import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../../src/config/index.ts'
import { ConfigError, MINUTE, type Problem } from '../../src/core/index.ts'

const ENVIRONMENT = { PASSWORD: 'word', SEED: 'JBSW Y3DP EHPK 3PXP', BAD_SEED: 'not base 32!', IMAP: 'imap-word' }
const LOCATORS = {
  email: '#e',
  password: '#p',
  submit: '#s',
  code: '#c',
  signedIn: '#in',
  signOut: '#o',
  signedOut: '#s',
}
const LOGIN = {
  url: 'https://app.example.org/login',
  email: 'probe@example.org',
  password: { env: 'PASSWORD' },
  locators: LOCATORS,
}
const MAILBOX = { url: 'imaps://probe@imap.example.org', password: { env: 'IMAP' } }

function load(login: object, environment: Readonly<Record<string, string>> = ENVIRONMENT): Promise<Config> {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-login-'))
  const config = { sandbox: false, targets: [{ name: 'claude', login }] }
  writeFileSync(join(folder, 'doorwatch.config.ts'), `export default ${JSON.stringify(config)}`)
  return loadConfig({ folder, environment })
}

const doorOf = async (login: object) => (await load(login)).targets[0]?.login

async function problemOf(login: object): Promise<Problem | undefined> {
  const thrown = await load(login).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(ConfigError)
  return (thrown as ConfigError).problems[0]
}

describe('how an account signs in', () => {
  it('is by password alone by default', async () => {
    const door = await doorOf(LOGIN)
    expect(door?.strategy).toBeUndefined()
    expect(door?.password?.reveal()).toBe('word')
  })

  it('keeps seed and mailbox password secret, and has durations in milliseconds', async () => {
    const factor = await doorOf({ ...LOGIN, strategy: { kind: 'password', totp: { env: 'SEED' } } })
    expect(JSON.stringify(factor)).not.toContain('3PXP')
    const mailed = await doorOf({
      ...LOGIN,
      sessionMaxAge: '2h',
      strategy: { kind: 'email-code', mailbox: { ...MAILBOX, within: '90s' } },
    })
    expect(mailed).toMatchObject({
      sessionMaxAgeMs: 120 * MINUTE,
      strategy: { kind: 'email-code', mailbox: { url: MAILBOX.url, withinMs: 90_000 } },
    })
    expect(JSON.stringify(mailed)).not.toContain('imap-word')
  })

  it('needs no password for sign-in by mail or by a person', async () => {
    const { password: _password, ...rest } = LOGIN
    expect((await doorOf({ ...rest, strategy: { kind: 'manual' } }))?.strategy).toEqual({ kind: 'manual' })
    expect((await doorOf({ ...rest, strategy: { kind: 'email-link', mailbox: MAILBOX } }))?.password).toBeUndefined()
  })
})

describe('a login door with contradictory settings', () => {
  const { code: _code, ...noCode } = LOCATORS
  const { password: _field, ...noField } = LOCATORS
  const { password: _password, ...noPassword } = LOGIN
  it.each([
    ['a password that is missing', noPassword, 'targets[0].login.password'],
    ['a password field that is missing', { ...LOGIN, locators: noField }, 'targets[0].login.locators.password'],
    [
      'a second factor without its field',
      { ...LOGIN, locators: noCode, strategy: { kind: 'password', totp: { env: 'SEED' } } },
      'targets[0].login.locators.code',
    ],
    [
      'a seed that is not Base32',
      { ...LOGIN, strategy: { kind: 'password', totp: { env: 'BAD_SEED' } } },
      'targets[0].login.strategy.totp',
    ],
    [
      'a mailbox without a user',
      { ...LOGIN, strategy: { kind: 'email-link', mailbox: { ...MAILBOX, url: 'imaps://imap.example.org' } } },
      'targets[0].login.strategy.mailbox.url',
    ],
    [
      'a pattern that is not a regular expression',
      { ...LOGIN, strategy: { kind: 'email-link', mailbox: { ...MAILBOX, pattern: '(' } } },
      'targets[0].login.strategy.mailbox.pattern',
    ],
  ])('is rejected with the key and without any secret: %s', async (_what, login, path) => {
    const problem = await problemOf(login)
    expect(problem?.path).toBe(path)
    expect(JSON.stringify(problem)).not.toMatch(/not base 32|imap-word/)
  })
})

describe('DOORWATCH_KEY', () => {
  it('becomes a secret of the configuration', async () => {
    const config = await load(LOGIN, { ...ENVIRONMENT, DOORWATCH_KEY: 'sixteen or more characters' })
    expect(config.sessionKey?.reveal()).toBe('sixteen or more characters')
    expect(JSON.stringify(config)).not.toContain('sixteen or more')
  })

  it('is rejected without being shown if it is too short', async () => {
    const thrown = await load(LOGIN, { ...ENVIRONMENT, DOORWATCH_KEY: 'tooshortkey' }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(ConfigError)
    expect(JSON.stringify((thrown as ConfigError).problems)).toMatch(/DOORWATCH_KEY.*at least 16/)
    expect(JSON.stringify((thrown as ConfigError).problems)).not.toContain('tooshortkey')
  })
})
