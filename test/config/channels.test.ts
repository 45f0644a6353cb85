import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

const SMTP = 'smtp://mail.example.org'
const emailTo = (to: string) => wrap(`{ alerts: { channels: [{ kind: 'email', smtp: env('MAIL'), to: ${to} }] } }`)

describe('the recipients of mail alerts', () => {
  it.each([
    ['Ops <ops@example.org>, root@localhost,', ['Ops <ops@example.org>', 'root@localhost']],
    [
      '"Ops, Berlin" <ops@example.org>; ops@münchen.example',
      ['"Ops, Berlin" <ops@example.org>', 'ops@münchen.example'],
    ],
  ])('are read from the environment in the format of mail programs: %s', async (text, to) => {
    const { channels } = await load(wrap('{}'), { SMTP_URL: SMTP, ALERT_EMAIL_TO: text })
    expect(channels).toMatchObject([{ kind: 'email', to }])
  })

  it('may be one text or a list in the configuration', async () => {
    const list = await load(emailTo(`['Ops <ops@example.org>', 'a@b.org, c@d.org']`), { MAIL: SMTP })
    expect(list.channels).toMatchObject([{ to: ['Ops <ops@example.org>', 'a@b.org', 'c@d.org'] }])
    expect((await load(emailTo(`'a@b.org; c@d.org'`), { MAIL: SMTP })).channels).toMatchObject([
      { to: ['a@b.org', 'c@d.org'] },
    ])
  })

  it('are rejected with the entry that is not an address', async () => {
    expect(await problemsOf(emailTo(`['ops@example.org', 'lead']`), { MAIL: SMTP })).toMatchObject([
      { path: 'alerts.channels[0].to[1]', got: '"lead"', hint: 'It has no @.' },
    ])
  })
})

describe('the address of a mail server', () => {
  const hintFor = async (url: string) => {
    const problems = await problemsOf(wrap('{}'), { SMTP_URL: url, ALERT_EMAIL_TO: 'a@b.org' })
    expect(problems).toMatchObject([{ path: 'SMTP_URL' }])
    return problems
  }

  it.each(['#', '/', '?'])(
    'is rejected for an unescaped %s in the password, with the escape to write',
    async (sign) => {
      const problems = await hintFor(`smtp://user:pa55${sign}w0rd@mail.example.org:587`)
      const code = `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
      expect(problems[0]?.hint).toContain(`write the sign ${sign} as ${code}`)
      expect(JSON.stringify(problems)).not.toMatch(/pa55|w0rd/)
    },
  )

  it('is rejected with the same hint if the configuration refers to its variable', async () => {
    const problems = await problemsOf(emailTo(`['a@b.org']`), { MAIL: 'smtp://user:pa55#w0rd@mail.example.org' })
    expect(problems).toMatchObject([
      {
        path: 'alerts.channels[0].smtp',
        expected: expect.stringContaining('in MAIL'),
        hint: expect.stringContaining('%23'),
      },
    ])
    expect(JSON.stringify(problems)).not.toMatch(/pa55|w0rd/)
  })

  it('accepts an escaped password and a query', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (password) => {
        const SMTP_URL = `smtp://me@corp.example:${encodeURIComponent(password)}@mail.example.org:587`
        const { channels } = await load(wrap('{}'), { SMTP_URL, ALERT_EMAIL_TO: 'a@b.org' })
        expect(channels).toHaveLength(1)
      }),
      { numRuns: 20 },
    )
    const SMTP_URL = 'smtp://mail.example.org:25/?name=probe@host'
    expect((await load(wrap('{}'), { SMTP_URL, ALERT_EMAIL_TO: 'a@b.org' })).channels).toHaveLength(1)
  })

  it('is rejected without a scheme, with both schemes in the hint', async () => {
    expect((await hintFor('mail.example.org'))[0]?.hint).toContain('smtps://')
  })
})

describe('the address of a webhook', () => {
  it('is rejected by the name of its variable if it is not an http(s) address', async () => {
    const channel = wrap(`{ alerts: { channels: [{ kind: 'webhook', url: env('HOOK') }] } }`)
    const problems = await problemsOf(channel, { HOOK: 'hooks.example.org/planted-1' })
    expect(problems).toMatchObject([
      {
        path: 'alerts.channels[0].url',
        expected: expect.stringContaining('in HOOK'),
        hint: 'It begins with https:// or http://.',
      },
    ])
    expect(JSON.stringify(problems)).not.toContain('planted-1')
  })
})

describe('a channel of an alerting service', () => {
  const channel = (text: string) => wrap(`{ alerts: { channels: [${text}] } }`)
  const environment = { HOOK: 'https://hooks.example.org/x', TOKEN: 'a-token' }

  it.each([
    [`{ kind: 'teams', webhook: env('HOOK') }`, { kind: 'teams', name: 'teams', mode: 'always' }],
    [
      `{ kind: 'slack', token: env('TOKEN'), channel: '#ops' }`,
      { kind: 'slack', api: 'https://slack.com/api/', channel: '#ops', mode: 'always' },
    ],
    [`{ kind: 'discord', webhook: env('HOOK'), name: 'ops' }`, { kind: 'discord', name: 'ops' }],
    [
      `{ kind: 'telegram', token: env('TOKEN'), chat: '-100123' }`,
      { api: 'https://api.telegram.org', chat: '-100123' },
    ],
    [`{ kind: 'pagerduty', key: env('TOKEN') }`, { api: 'https://events.pagerduty.com' }],
    [`{ kind: 'ntfy', topic: env('TOKEN'), mode: 'fallback' }`, { server: 'https://ntfy.sh', mode: 'fallback' }],
    [`{ kind: 'apprise', url: env('HOOK') }`, { kind: 'apprise' }],
  ])('uses the address of the service by default: %s', async (text, expected) => {
    const { channels } = await load(channel(text), environment)
    expect(channels).toMatchObject([expected])
  })

  it.each([
    [`{ kind: 'telegram', token: env('TOKEN'), chat: 'ops' }`, 'alerts.channels[0].chat'],
    [`{ kind: 'ntfy', topic: env('TOKEN'), server: 'ntfy.sh' }`, 'alerts.channels[0].server'],
    [`{ kind: 'discord', webhook: env('TOKEN') }`, 'alerts.channels[0].webhook'],
    [`{ kind: 'pager', key: env('TOKEN') }`, 'alerts.channels[0].kind'],
    [`{ kind: 'slack' }`, 'alerts.channels[0].webhook'],
    [`{ kind: 'slack', webhook: env('HOOK'), token: env('TOKEN'), channel: 'C1' }`, 'alerts.channels[0].webhook'],
    [`{ kind: 'slack', webhook: env('HOOK'), channel: 'C1' }`, 'alerts.channels[0].channel'],
    [`{ kind: 'slack', token: env('TOKEN') }`, 'alerts.channels[0].channel'],
    [`{ kind: 'slack', token: env('TOKEN'), channel: 'the ops channel' }`, 'alerts.channels[0].channel'],
  ])('is rejected with the key that is not valid: %s', async (text, path) => {
    expect(await problemsOf(channel(text), environment)).toMatchObject([{ path }])
  })

  it('of Slack is a webhook or a bot, and the hint shows both', async () => {
    const [problem] = await problemsOf(channel(`{ kind: 'slack' }`), environment)
    expect(problem?.hint).toContain("webhook: env('SLACK_WEBHOOK_URL')")
    expect(problem?.hint).toContain("token: env('SLACK_BOT_TOKEN') and channel: 'C024BE91L'")
    const both = channel(`{ kind: 'slack', webhook: env('HOOK'), token: env('TOKEN'), channel: 'C1' }`)
    expect(await problemsOf(both, environment)).toMatchObject([{ expected: 'a webhook or a token, not both' }])
  })
})
