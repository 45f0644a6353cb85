import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

const target = (more: string) => wrap(`{ targets: [{ name: 'a', ${more} }] }`)
const channel = (one: string) => wrap(`{ alerts: { channels: [${one}] } }`)
const login = (more: string) =>
  target(`login: { url: 'https://a.example', email: 'a', locators: { email: 'e', submit: 's', signedIn: 'i', signOut: 'o',
    signedOut: 'u' }, ${more} }`)
const SECRET = "a secret by its name: env('NAME')"

describe('a secret in the wrong place', () => {
  it.each([
    ['an API key', target(`api: { url: 'https://a.example', key: 'sk-pasted', model: 'm' }`), 'targets[0].api.key'],
    [
      'an API key of digits',
      target(`api: { url: 'https://a.example', key: 5550123, model: 'm' }`),
      'targets[0].api.key',
    ],
    ['a password', login(`password: 'sk-pasted'`), 'targets[0].login.password'],
    ['a webhook', channel(`{ kind: 'slack', webhook: 'https://sk-pasted' }`), 'alerts.channels[0].webhook'],
    [
      'a mail server',
      channel(`{ kind: 'email', smtp: 'smtp://u:sk-pasted@h', to: ['a@b.example'] }`),
      'alerts.channels[0].smtp',
    ],
  ])('is reported without its value, with how to name a variable: %s', async (_what, config, path) => {
    const problems = await problemsOf(config)
    expect(problems).toContainEqual(
      expect.objectContaining({
        path,
        expected: SECRET,
        hint: expect.stringContaining("A secret is named: env('NAME')"),
      }),
    )
    expect(JSON.stringify(problems)).not.toMatch(/sk-pasted|5550123/)
  })

  it('is not shown if it is in place of the name of a variable', async () => {
    const problems = await problemsOf(target(`api: { url: 'https://a.example', key: env('sk-pasted'), model: 'm' }`))
    expect(problems).toMatchObject([
      {
        path: 'targets[0].api.key.env',
        got: 'a text of 9 characters (not shown: it may be a secret)',
        hint: expect.stringContaining('not the secret itself'),
      },
    ])
    expect(JSON.stringify(problems)).not.toContain('sk-pasted')
  })

  it('is not suspected in ordinary texts', async () => {
    const [problem] = await problemsOf(wrap(`{ dashboard: '127.0.0.1' }`))
    expect(problem).toMatchObject({ path: 'dashboard', expected: 'an object' })
    expect(problem).not.toHaveProperty('hint')
  })

  it('is not suspected in the environment of a client, which may be any text', async () => {
    const { targets } = await load(target(`cli: { command: ['x'], env: { LANG: 'C', KEY: env('KEY') } }`), { KEY: 'k' })
    expect(targets[0]?.cli?.env).toMatchObject({ LANG: 'C', KEY: expect.anything() })
  })
})
