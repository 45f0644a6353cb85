import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/index.ts'
import { Secret } from '../../src/core/index.ts'
import { folderWith, load, problemsOf, wrap } from './kit.ts'

const api = `{ url: 'https://api.example.org', key: { env: 'KEY' }, model: 'm' }`

describe('loadConfig', () => {
  it('gives the sandbox demo without a file, with the state in the folder', async () => {
    const folder = folderWith({})
    const config = await loadConfig({ folder, environment: {} })
    expect(config).toMatchObject({ sandbox: true, targets: [], channels: [], location: 'local' })
    expect(config.database).toBe(join(folder, '.doorwatch', 'doorwatch.sqlite'))
    expect(config.probeFiles.map((file) => file.split('/').at(-1))).toContain('login.probe.ts')
  })

  it('reads a secret from the environment and never shows it', async () => {
    const config = await load(wrap(`{ targets: [{ name: 'claude', api: ${api} }] }`), { KEY: 'sk-planted' })
    expect(config.sandbox).toBe(false)
    expect(config.targets[0]?.api?.key.reveal()).toBe('sk-planted')
    expect(JSON.stringify(config)).not.toContain('sk-planted')
  })

  it('gives a deeply frozen configuration', async () => {
    const config = await load(wrap(`{ targets: [{ name: 'claude', api: ${api} }] }`), { KEY: 'k' })
    expect(Object.isFrozen(config.targets[0]?.api)).toBe(true)
  })

  it('prefers the environment to the file, and a set variable to .env', async () => {
    const folder = folderWith({
      'doorwatch.config.ts': wrap(`{ location: 'berlin', database: 'a.sqlite', dashboard: { port: 1234 } }`),
      '.env': 'DOORWATCH_LOCATION=from-dotenv\nDOORWATCH_PORT=4321\n',
    })
    const config = await loadConfig({ folder, environment: { DOORWATCH_LOCATION: 'tokyo', DOORWATCH_DB: 'b.sqlite' } })
    expect(config).toMatchObject({ location: 'tokyo', dashboard: { port: 4321 }, database: join(folder, 'b.sqlite') })
  })

  it('adds channels for SLACK_WEBHOOK_URL and SMTP_URL', async () => {
    const config = await load(wrap('{}'), {
      SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
      SMTP_URL: 'smtp://mail.example.org',
      ALERT_EMAIL_TO: 'a@example.org, b@example.org',
    })
    expect(config.channels.map((channel) => channel.kind)).toEqual(['slack', 'email'])
    expect(config.channels[1]).toMatchObject({ to: ['a@example.org', 'b@example.org'] })
  })

  it('adds no second channel if the file already uses SLACK_WEBHOOK_URL', async () => {
    const config = await load(
      wrap(`{ alerts: { channels: [{ kind: 'slack', webhook: { env: 'SLACK_WEBHOOK_URL' } }] } }`),
      {
        SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
      },
    )
    expect(config.channels).toHaveLength(1)
    expect(config.channels[0]).toMatchObject({ kind: 'slack', webhook: expect.any(Secret) })
  })

  it('finds probe files in the configured folders', async () => {
    const folder = folderWith({
      'doorwatch.config.ts': wrap(`{ builtinProbes: false, probes: ['extra'] }`),
      'extra/deep/one.probe.ts': '',
      'extra/notes.ts': '',
    })
    const config = await loadConfig({ folder, environment: {} })
    expect(config.probeFiles).toEqual([join(folder, 'extra/deep/one.probe.ts')])
  })
})

describe('a bad configuration', () => {
  it('is rejected with every problem at once', async () => {
    const problems = await problemsOf(
      wrap(`{ locaton: 'x', confirmAfter: 'soon', targets: [{ name: 'Bad Name', api: ${api} }], probes: ['nope'] }`),
      { KEY: 'k' },
    )
    expect(problems.map((problem) => problem.path)).toEqual(
      expect.arrayContaining(['locaton', 'confirmAfter', 'targets[0].name']),
    )
  })

  it('is rejected for an unknown key at any depth, with the nearest key as hint', async () => {
    const [top] = await problemsOf(wrap(`{ locaton: 'x' }`))
    expect(top).toMatchObject({ source: 'doorwatch.config.ts', path: 'locaton', hint: 'Did you mean "location"?' })
    const [deep] = await problemsOf(wrap(`{ targets: [{ name: 'a', api: { ...${api}, modle: 'x' } }] }`), { KEY: 'k' })
    expect(deep).toMatchObject({ path: 'targets[0].api.modle', hint: 'Did you mean "model"?' })
  })

  it('is rejected for a missing secret, with the variable to set', async () => {
    const [problem] = await problemsOf(wrap(`{ targets: [{ name: 'a', api: ${api} }] }`))
    expect(problem).toMatchObject({ path: 'targets[0].api.key', expected: 'the environment variable KEY to be set' })
  })

  it('reports a missing variable once, even if several doors need it', async () => {
    const cli = `{ command: ['x'], env: { A_KEY: { env: 'KEY' }, OTHER: { env: 'OTHER' } } }`
    const problems = await problemsOf(wrap(`{ targets: [{ name: 'a', cli: ${cli}, api: ${api} }] }`))
    expect(problems.map(({ expected }) => expected)).toEqual([
      'the environment variable KEY to be set',
      'the environment variable OTHER to be set',
    ])
    expect(problems[0]).toMatchObject({ path: 'targets[0].cli.env.A_KEY', got: 'nothing' })
    expect(problems[0]?.hint).toMatch(
      /targets\[0\]\.api\.key uses it as well\. Set KEY in the environment, or in a \.env file/,
    )
  })

  it('is rejected for two models with the same probe name, but accepts the same model twice', async () => {
    const withModels = (models: string) =>
      wrap(`{ targets: [{ name: 'a', api: { ...${api}, model: 'Opus 5', models: ${models} } }] }`)
    const env = { KEY: 'long-enough' }
    expect(await problemsOf(withModels(`['sonnet-5', 'Sonnet.5', 'opus.5', '模型']`), env)).toMatchObject([
      { path: 'targets[0].api.models[1]', got: '"Sonnet.5"', hint: expect.stringContaining('api-sonnet-5') },
      { path: 'targets[0].api.models[2]', got: '"opus.5"', hint: expect.stringContaining('"Opus 5"') },
      { path: 'targets[0].api.models[3]', got: '"模型"' },
    ])
    expect((await load(withModels(`['Opus 5', 'sonnet-5', 'sonnet-5']`), env)).targets).toHaveLength(1)
  })

  it('is rejected if an interval is shorter than the timeout', async () => {
    const [problem] = await problemsOf(wrap(`{ schedule: { chat: { every: '30s', timeout: '45s' } } }`))
    expect(problem).toMatchObject({
      path: 'schedule.chat.every',
      expected: 'longer than the timeout (45 s)',
      got: '30 s',
    })
  })

  it('is rejected for two targets with one name, for probe paths without probes, and without a target', async () => {
    const twin = `{ name: 'a', api: ${api} }`
    expect(await problemsOf(wrap(`{ targets: [${twin}, ${twin}] }`), { KEY: 'k' })).toMatchObject([
      { path: 'targets[1].name' },
    ])
    expect(await problemsOf(wrap(`{ probes: ['nope'] }`))).toMatchObject([{ path: 'probes[0]' }])
    expect(await problemsOf(wrap('{ sandbox: false }'))).toMatchObject([{ path: 'targets' }])
  })

  it('is rejected for a target with the name of the sandbox', async () => {
    const named = (more: string) => wrap(`{ ${more} targets: [{ name: 'sandbox', api: ${api} }] }`)
    for (const sandbox of ['sandbox: true,', 'sandbox: { budget: { requests: 5 } },']) {
      expect(await problemsOf(named(sandbox), { KEY: 'k' })).toMatchObject([
        { path: 'targets[0].name', expected: 'a name that no other target has', got: '"sandbox"' },
      ])
    }
    expect((await load(named(''), { KEY: 'k' })).sandbox).toBe(false)
  })

  it('is rejected for a maintenance window that ends before it begins, or has an unknown target', async () => {
    const window = (more: string) => wrap(`{ sandbox: true, maintenance: [{ from: '2026-03-02T11:00:00Z', ${more} }] }`)
    for (const to of ['2026-03-02T11:00:00Z', '2026-03-02T11:30:00+01:00']) {
      expect(await problemsOf(window(`to: '${to}'`))).toMatchObject([
        {
          path: 'maintenance[0].to',
          expected: 'a time after from (2026-03-02T11:00:00Z)',
          got: expect.stringMatching(/T1[01]:[03]0:00Z/),
        },
      ])
    }
    expect(await problemsOf(window(`to: '2026-03-02T12:00:00Z', target: 'sandbx'`))).toMatchObject([
      { path: 'maintenance[0].target', hint: 'Did you mean "sandbox"?' },
    ])
  })

  it('is rejected for a syntax error, with file, line and column', async () => {
    await expect(load('export default {\n  location: ,\n}')).rejects.toMatchObject({
      code: 'bundle',
      place: expect.stringMatching(/doorwatch\.config\.ts:2:13$/),
    })
  })

  it('is rejected if it throws, exports nothing or does not exist, with the reason', async () => {
    await expect(load('throw new Error("boom")')).rejects.toThrow(
      /doorwatch.config.ts threw an error while it was loaded: boom/,
    )
    await expect(load('export const a = 1')).rejects.toThrow(/no default export/)
    await expect(loadConfig({ folder: folderWith({}), file: 'other.ts', environment: {} })).rejects.toThrow(
      /no configuration file at/,
    )
  })

  it('is named by the path that was given, so that it is not taken for the one of this folder', async () => {
    const folder = folderWith({ 'plans/doorwatch.config.ts': 'export default { sandbox: 3 }' })
    await expect(loadConfig({ folder, file: 'plans/doorwatch.config.ts', environment: {} })).rejects.toMatchObject({
      message: 'plans/doorwatch.config.ts has one problem',
      problems: [{ source: 'plans/doorwatch.config.ts' }],
    })
  })
})

describe('a bad environment', () => {
  it('is rejected with the names of the variables, never with their values', async () => {
    const problems = await problemsOf(wrap('{}'), {
      SLACK_WEBHOOK_URL: 'hooks.slack.com/secret-part',
      DOORWATCH_PORT: '99999',
    })
    expect(problems.map((problem) => problem.path).sort()).toEqual(['DOORWATCH_PORT', 'SLACK_WEBHOOK_URL'])
    expect(JSON.stringify(problems)).not.toContain('secret-part')
  })

  it('is rejected if mail has a server but no recipient', async () => {
    const problems = await problemsOf(wrap('{}'), { SMTP_URL: 'smtp://mail.example.org' })
    expect(problems).toMatchObject([{ source: 'environment', path: 'ALERT_EMAIL_TO' }])
  })
})
