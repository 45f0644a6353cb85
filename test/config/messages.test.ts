import { describe, expect, it } from 'vitest'
import { load, problemsOf, wrap } from './kit.ts'

const api = `{ url: 'https://api.example.org', key: { env: 'KEY' }, model: 'm' }`
const target = (more: string) => wrap(`{ targets: [{ name: 'a', ${more} }] }`)
const channel = (one: string) => wrap(`{ alerts: { channels: [${one}] } }`)
const login = (more: string) =>
  target(`login: { url: 'https://a.example', email: 'a', locators: { email: 'e', submit: 's', signedIn: 'i', signOut: 'o',
    signedOut: 'u' }, ${more} }`)
const strategy = (text: string) => login(`strategy: ${text}`)
const SECRET = "a secret by its name: env('NAME')"

describe('a configuration that cannot be used', () => {
  it.each([
    [
      'a number for a variable',
      target(`cli: { command: ['x'], env: { A: 5 } }`),
      'targets[0].cli.env.A',
      `a text, or ${SECRET}`,
      '5',
    ],
    [
      'a kind of channel that is none',
      channel(`{ kind: 'pager' }`),
      'alerts.channels[0].kind',
      'one of slack, email, webhook, teams, discord, telegram, pagerduty, ntfy, apprise',
      '"pager"',
    ],
    [
      'a channel without a kind',
      channel('{}'),
      'alerts.channels[0].kind',
      'one of slack, email, webhook, teams, discord, telegram, pagerduty, ntfy, apprise',
      'nothing',
    ],
    [
      'a strategy that is none',
      strategy(`{ kind: 'magic' }`),
      'targets[0].login.strategy.kind',
      'one of password, email-link, email-code, manual',
      '"magic"',
    ],
    [
      'a share that is all',
      wrap('{ objectives: { availability: 1 } }'),
      'objectives.availability',
      'a share between 0 and 1, such as 0.99',
      '1',
    ],
    [
      'a share of nothing',
      wrap('{ objectives: { availability: 0 } }'),
      'objectives.availability',
      'a share between 0 and 1, such as 0.99',
      '0',
    ],
    [
      'a time zone that is none',
      wrap(`{ timezone: 'Mars/Olympus' }`),
      'timezone',
      "an IANA time zone such as 'Europe/Berlin'",
      '"Mars/Olympus"',
    ],
    [
      'a runbook without an address',
      wrap(`{ alerts: { runbooks: { login: 'see the wiki' } } }`),
      'alerts.runbooks.login',
      'an address such as https://example.org',
      '"see the wiki"',
    ],
    [
      'a duration without a unit',
      wrap(`{ confirmAfter: '10' }`),
      'confirmAfter',
      'a duration such as 30s, 5m, 2h or 90d',
      '"10"',
    ],
    ['too many days', wrap('{ falseAlarmDays: 5000 }'), 'falseAlarmDays', 'at most 3650', '5000'],
    ['a text that is empty', wrap(`{ location: '' }`), 'location', 'at least 1 character', '""'],
    [
      'a list that is empty',
      target(`cli: { command: [] }`),
      'targets[0].cli.command',
      'at least 1 entry',
      'a list of 0',
    ],
    ['a text for a list', wrap(`{ probes: 'extra' }`), 'probes', 'a list', '"extra"'],
    ['a fraction of a port', wrap(`{ dashboard: { port: 1.5 } }`), 'dashboard.port', 'a whole number', '1.5'],
    ['a function', wrap(`{ location: () => 'here' }`), 'location', 'a text', 'a function'],
    [
      'an address without a scheme',
      target(`statusPage: 'a.example'`),
      'targets[0].statusPage',
      'an address such as https://example.org',
      '"a.example"',
    ],
    [
      'a time that is none',
      wrap(`{ maintenance: [{ from: 'noon', to: '2026-03-02T11:00:00Z' }] }`),
      'maintenance[0].from',
      'a time such as 2026-03-02T11:00:00Z',
      '"noon"',
    ],
  ])('states the expected value for %s', async (_what, config, path, expected, got) => {
    expect(await problemsOf(config)).toContainEqual(expect.objectContaining({ path, expected, got }))
  })

  it.each([
    [
      'in objectives',
      wrap('{ objectives: { availabilty: 0.9 } }'),
      'objectives.availabilty',
      'Did you mean "availability"?',
    ],
    ['in retention', wrap(`{ retention: { run: '1d' } }`), 'retention.run', 'Did you mean "runs"?'],
    [
      'far from all of them',
      wrap('{ retention: { everything: 1 } }'),
      'retention.everything',
      'Known keys: runs, hours, artifacts, artifactMegabytes, incidentMegabytes.',
    ],
    ['in the sandbox', wrap('{ sandbox: { bugdet: {} } }'), 'sandbox.bugdet', 'Did you mean "budget"?'],
    [
      'in the budget of the sandbox',
      wrap('{ sandbox: { budget: { request: 5 } } }'),
      'sandbox.budget.request',
      'Did you mean "requests"?',
    ],
    [
      'of a channel, among those of its kind',
      channel(`{ kind: 'slack', webhook: { env: 'KEY' }, smtp: 1 }`),
      'alerts.channels[0].smtp',
      'Known keys: kind, name, webhook, token, channel, api, mode, drills, showCost.',
    ],
    [
      'of a mailbox',
      strategy(`{ kind: 'email-link', mailbox: { url: 'imaps://a@b', password: { env: 'KEY' }, foldr: 'x' } }`),
      'targets[0].login.strategy.mailbox.foldr',
      'Did you mean "folder"?',
    ],
  ])('suggests the nearest key for a mistyped one %s', async (_where, config, path, hint) => {
    expect(await problemsOf(config, { KEY: 'https://k.example' })).toEqual([
      expect.objectContaining({ path, expected: 'a known key', hint }),
    ])
  })

  it.each([
    ['a mistyped time zone', wrap(`{ timezone: 'Europe/Berln' }`), 'Did you mean Europe/Berlin?'],
    ['a percentage instead of a share', wrap('{ objectives: { availability: 99.9 } }'), 'Write 99.9 % as 0.999.'],
    ['every run good', wrap('{ objectives: { availability: 100 } }'), 'Write 99.9 % as 0.999.'],
    ['a duration without a unit', wrap(`{ confirmAfter: '10' }`), 'A duration is a number and a unit'],
    ['no target and no sandbox', wrap('{ sandbox: false }'), 'remove sandbox: false'],
    [
      'a timeout as long as the interval',
      wrap(`{ schedule: { api: { every: '5s', timeout: '5s' } } }`),
      'lower timeout',
    ],
    ['a probe file that does not exist', wrap(`{ probes: ['nope'] }`), 'Correct the path'],
    [
      'a window that ends before it begins',
      wrap(`{ maintenance: [{ from: '2026-03-02T11:00:00Z', to: '2026-03-02T10:00:00Z' }] }`),
      'Swap from and to',
    ],
    ['a door without a password', login(''), "password: env('NAME')"],
    ['a short token', wrap(`{ dashboard: { token: env('TOKEN') } }`), 'Set TOKEN to a random token'],
    [
      'two channels of one name',
      wrap(`{ alerts: { channels: [{ kind: 'webhook', url: env('HOOK') }, { kind: 'webhook', url: env('HOOK') }] } }`),
      "alerts.channels[0] has this name already. Give one of them another name: name: 'webhook-2'.",
    ],
  ])('says what to do about %s', async (_what, config, hint) => {
    const problems = await problemsOf(config, { TOKEN: 'short', HOOK: 'https://hooks.example' })
    expect(problems.map((problem) => problem.hint)).toContainEqual(expect.stringContaining(hint))
    expect(JSON.stringify(problems)).not.toContain('"short"')
  })

  it('suggests the nearest kind or value for a mistyped one', async () => {
    expect(await problemsOf(channel(`{ kind: 'slak' }`))).toMatchObject([{ hint: 'Did you mean "slack"?' }])
    const dialect = target(`api: { ...${api}, dialect: 'mesages' }`)
    expect(await problemsOf(dialect, { KEY: 'k' })).toMatchObject([{ hint: 'Did you mean "messages"?' }])
  })

  it.each([
    ['a list', 'export default [1, 2]', 'a list of 2'],
    ['a number', 'export default 5', 'a number'],
    ['a function', 'export default () => ({})', 'a function'],
    ['null', 'export default null', 'null'],
  ])('is rejected if the file exports %s', async (_what, file, got) => {
    expect(await problemsOf(file)).toEqual([
      {
        source: 'doorwatch.config.ts',
        path: 'default export',
        expected: 'a configuration',
        got,
        hint: expect.stringContaining('export default defineConfig({'),
      },
    ])
  })

  it('is rejected if the file exports a promise, with the hint to await it', async () => {
    await expect(load('export default Promise.resolve({})')).rejects.toMatchObject({
      hint: expect.stringContaining('await'),
    })
  })
})

const MAIL_ADDRESSES = 'e-mail addresses such as ops@example.org or Ops <ops@example.org>, separated by commas'

describe('an environment that cannot be used', () => {
  it.each([
    [
      'DOORWATCH_KEY',
      'short',
      'at least 16 characters, better 32 random ones',
      'a text of 5 characters (not shown: it may be a secret)',
    ],
    ['DOORWATCH_PORT', '99999', 'at most 65535', '"99999"'],
    [
      'SMTP_URL',
      'smtp://',
      'an address such as smtps://user:password@mail.example.org:465',
      'a text of 7 characters (not shown: it may be a secret)',
    ],
    [
      'SMTP_URL',
      'mail.example.org',
      'an address such as smtps://user:password@mail.example.org:465',
      'a text of 16 characters (not shown: it may be a secret)',
    ],
    ['ALERT_EMAIL_TO', 'a@b.example, c', MAIL_ADDRESSES, '"c"'],
    ['ALERT_EMAIL_TO', ',', MAIL_ADDRESSES, '","'],
    ['ALERT_EMAIL_FROM', 'a@b.example, c@d.example', 'one e-mail address', 'a@b.example, c@d.example'],
  ])('states the expected value of %s', async (path, value, expected, got) => {
    const problems = await problemsOf(wrap('{}'), { ALERT_EMAIL_TO: 'a@b.example', [path]: value })
    expect(problems).toMatchObject([{ source: 'environment', path, expected, got }])
  })
})

describe('a cadence', () => {
  it.each(['every', 'timeout'])('is rejected if %s is zero', async (key) => {
    expect(await problemsOf(wrap(`{ schedule: { login: { ${key}: '0s' } } }`))).toMatchObject([
      { path: `schedule.login.${key}`, expected: 'a duration longer than 0s', got: '"0s"' },
    ])
  })
})
