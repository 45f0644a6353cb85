import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { API, channels, check, env, LOGIN, SOURCE, target, targets } from './check.ts'

describe('the name of a target', () => {
  it.each(['', 'A', 'my target', '-a', 'a_b', 'é', 'a'.repeat(41)])('is refused as %j', (name) => {
    expect(check(targets({ name }))).toMatchObject([
      { source: SOURCE, path: 'targets[0].name', expected: 'a short name of lower-case letters, digits and dashes' },
    ])
  })

  it.each(['a', '0', 'my-target-2', 'a'.repeat(40)])('may be %j', (name) => {
    expect(check(targets({ name }))).toEqual([])
  })

  it('belongs to one target only, also where three have it', () => {
    const problems = check(targets({ name: 'a' }, { name: 'b' }, { name: 'a' }, { name: 'a' }))
    expect(problems.map(({ path }) => path)).toEqual(['targets[2].name', 'targets[3].name'])
    expect(problems[0]).toMatchObject({
      expected: 'a name that no other entry has',
      got: '"a"',
      hint: "targets[0] has this name already. Give one of them another name: name: 'a-2'.",
    })
  })

  it('is not that of the sandbox while that is watched', () => {
    const input = { ...targets({ name: 'sandbox' }), sandbox: true }
    expect(check(input)).toMatchObject([{ path: 'targets[0].name', hint: expect.stringContaining('sandbox: false') }])
    expect(check({ ...input, sandbox: { budget: { requests: 5 } } })).toHaveLength(1)
    expect(check({ ...input, sandbox: false })).toEqual([])
  })
})

describe('a secret', () => {
  it('whose variable is not set is one problem, however many doors use it', () => {
    const problems = check(
      targets(
        { name: 'a', api: { ...API, key: env('GONE') } },
        { name: 'b', api: { ...API, key: env('GONE') }, secrets: { code: env('GONE') } },
      ),
    )
    expect(problems).toEqual([
      {
        source: SOURCE,
        path: 'targets[0].api.key',
        expected: 'the environment variable GONE to be set',
        got: 'nothing',
        hint: 'targets[1].api.key and targets[1].secrets.code use it as well. Set GONE in the environment, or in a .env file next to the configuration.',
      },
    ])
  })

  it('whose variable is blank counts as not set', () => {
    expect(check(target({ api: API }), { KEY: ' \n' })).toMatchObject([{ got: 'nothing' }])
  })

  it('is taken without the white space around it', () => {
    const parsed = configSchema({ KEY: ' sk-1\n' }).safeParse(target({ api: API }))
    expect(parsed.data?.targets[0]?.api?.key.reveal()).toBe('sk-1')
  })

  it.each([
    ['a\nb', 'a line break at place 2 of 3'],
    ['abc\u201d', 'the character U+201D at place 4 of 4'],
    ['\u{1f511}key', 'the character U+1F511 at place 1 of 4'],
    ['a\u0000b', 'the character U+0000 at place 2 of 3'],
  ])('that no HTTP header can hold is refused by the place of the character: %j', (value, got) => {
    const problems = check(target({ api: API }), { KEY: value })
    expect(problems).toMatchObject([
      { path: 'targets[0].api.key', expected: 'a key in KEY that an HTTP header can hold', got },
    ])
    expect(JSON.stringify(problems)).not.toContain('abc')
  })

  it('of a header may have every sign of Latin-1', () => {
    expect(check(target({ api: API }), { KEY: 'clé ÿ ~!"§' })).toEqual([])
  })

  it.each([['short'], ['x'.repeat(15)], [`${'x'.repeat(20)} y`], ['ü'.repeat(20)]])(
    'is no token of the dashboard as %j',
    (value) => {
      const problems = check({ ...target({}), dashboard: { token: env('TOKEN') } }, { TOKEN: value })
      expect(problems).toMatchObject([
        { path: 'dashboard.token', hint: expect.stringContaining('openssl rand -hex 24') },
      ])
      expect(JSON.stringify(problems)).not.toContain(value)
    },
  )

  it('is a token of the dashboard from 16 characters on', () => {
    expect(check({ ...target({}), dashboard: { token: env('TOKEN') } }, { TOKEN: 'x'.repeat(16) })).toEqual([])
  })

  it.each(['hooks.example.org/x', 'ftp://hooks.example.org', 'javascript:alert(1)'])('is no webhook as %s', (value) => {
    const problems = check({ ...target({}), ...channels({ kind: 'slack', webhook: env('HOOK') }) }, { HOOK: value })
    expect(problems).toMatchObject([
      { path: 'alerts.channels[0].webhook', hint: 'It begins with https:// or http://.' },
    ])
    expect(JSON.stringify(problems)).not.toContain(value)
  })
})

describe('a door', () => {
  it.each([
    ['password', { ...LOGIN, password: undefined }, 'targets[0].login.password'],
    [
      'locators.password',
      { ...LOGIN, locators: { ...LOGIN.locators, password: undefined } },
      'targets[0].login.locators.password',
    ],
    [
      'locators.code',
      { ...LOGIN, strategy: { kind: 'password', totp: env('SEED') } },
      'targets[0].login.locators.code',
    ],
    [
      'locators.code',
      {
        ...LOGIN,
        strategy: { kind: 'email-code', mailbox: { url: 'imaps://a@mail.example.org', password: env('KEY') } },
      },
      'targets[0].login.locators.code',
    ],
  ])('to sign in needs %s by its strategy', (_key, login, path) => {
    expect(check(target({ login }), { SEED: 'JBSWY3DPEHPK3PXP' })).toMatchObject([{ path, hint: expect.any(String) }])
  })

  it('to sign in by hand needs no password', () => {
    const { password, ...locators } = LOGIN.locators
    expect(check(target({ login: { ...LOGIN, password: undefined, locators, strategy: { kind: 'manual' } } }))).toEqual(
      [],
    )
  })

  it.each(['not base32!', '0189018901890189', 'ABCDEFG'])('has no seed of an authenticator app in %j', (seed) => {
    const locators = { ...LOGIN.locators, code: 'c' }
    const login = { ...LOGIN, locators, strategy: { kind: 'password', totp: env('SEED') } }
    const problems = check(target({ login }), { SEED: seed })
    expect(problems).toMatchObject([
      { path: 'targets[0].login.strategy.totp', expected: expect.stringContaining('Base32') },
    ])
    expect(JSON.stringify(problems)).not.toContain(seed)
  })

  it('reads mails by a pattern that is a regular expression', () => {
    const mailbox = { url: 'imaps://a@mail.example.org', password: env('KEY'), pattern: '(' }
    expect(check(target({ login: { ...LOGIN, strategy: { kind: 'email-link', mailbox } } }))).toMatchObject([
      { path: 'targets[0].login.strategy.mailbox.pattern', expected: 'a regular expression' },
    ])
  })

  it('of a command begins with the program', () => {
    expect(check(target({ cli: { command: ['', 'x'] } }))).toMatchObject([
      { path: 'targets[0].cli.command', expected: 'the program first, then its arguments' },
    ])
  })

  it.each(['login', 'chat', 'console', 'cli', 'api'])('is not what an address may be called: %s', (name) => {
    expect(check(target({ urls: { [name]: 'https://a.example' } }))).toMatchObject([
      {
        path: `targets[0].urls.${name}`,
        expected: 'a name for an address',
        hint: expect.stringContaining(`${name}Page`),
      },
    ])
  })

  it.each(['my-cart', '1st', 'a b', ''])('gives no name of an address as %j: a probe reads it with a dot', (name) => {
    expect(check(target({ urls: { [name]: 'https://a.example' } }))).toMatchObject([
      { hint: 'A name has letters, digits and _, and begins with a letter.' },
    ])
  })
})
