import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claude, defineConfig, env, openai } from '../../../src/config/define.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { PERMISSION, type PresetOptions, type WebDoors } from '../../../src/config/presets/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'

const key = env('KEY')
const account = { email: 'probe@example.org', password: env('PASSWORD') }

/** Loads a configuration whose only target is made by this expression. */
function load(target: string, more = '') {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-preset-'))
  writeFileSync(
    join(folder, 'doorwatch.config.ts'),
    `import { claude, defineConfig, env, openai } from 'doorwatch'
    export default defineConfig({ targets: [${target}], ${more} })`,
  )
  return loadConfig({ folder, environment: { KEY: 'sk-planted', PASSWORD: 'pw-planted' } })
}

describe.each([
  ['claude', claude, 'https://api.anthropic.com', 'https://status.claude.com', 'claude-code'],
  ['openai', openai, 'https://api.openai.com', 'https://status.openai.com', 'codex'],
] as const)('the preset %s', (name, preset, apiUrl, statusPage, profile) => {
  const make = (options: PresetOptions = {}) => preset({ key, ...options })

  it('gives an API, a client and a status page from a key alone, and passes the schema', async () => {
    const config = await load(`${name}({ key: env('KEY') })`)
    const [target] = config.targets
    expect(target).toMatchObject({ name, statusPage, api: { url: apiUrl }, cli: { profile } })
    expect(target?.api?.key.reveal()).toBe('sk-planted')
    expect(Object.values(target?.cli?.env ?? {}).map(String)).toContain('[secret KEY]')
    expect(JSON.stringify(config)).not.toContain('sk-planted')
    expect(config.sandbox).toBe(false)
  })

  it('has the type of a target in the configuration', () => {
    expect(defineConfig({ targets: [make()] }).targets).toHaveLength(1)
  })

  it('runs the API probe every minute, and probes that start a browser or a program every five or ten', async () => {
    const { cadences } = await load(`${name}({ key: env('KEY') })`)
    expect(cadences[`${name}/api`]).toEqual({ everyMs: 60_000 })
    const builtIn = readdirSync(join(PACKAGE_ROOT, 'probes')).flatMap(
      (file) => file.match(/^(.+)\.probe\.ts$/)?.[1] ?? [],
    )
    const dear = builtIn.filter((probe) => !probe.startsWith('api'))
    expect(dear.length).toBeGreaterThan(4)
    for (const probe of dear) expect(cadences[`${name}/${probe}`]?.everyMs, probe).toBeGreaterThanOrEqual(300_000)
  })

  it.each([
    [`${name}({ key: env('KEY'), schedule: { cli: { every: '10m' } } })`, ''],
    [`${name}({ key: env('KEY'), schedule: { '*': { every: '10m' } } })`, ''],
    [`${name}({ key: env('KEY') })`, `schedule: { '${name}/*': { every: '20m' }, cli: { every: '10m' } }`],
    [`${name}({ key: env('KEY') })`, `schedule: { cli: { every: '10m' } }`],
    [`${name}({ key: env('KEY') })`, `schedule: { '${name}/*': { every: '10m' } }`],
    [`${name}({ key: env('KEY') })`, `schedule: { cli: { every: '20m' }, '${name}/cli': { every: '10m' } }`],
  ])('accepts a cadence of the user: %s %s', async (target, more) => {
    expect((await load(target, more)).cadences[`${name}/cli`]).toEqual({ everyMs: 600_000 })
  })

  it('rejects a cadence that is not valid', async () => {
    await expect(load(`${name}({ key: env('KEY'), schedule: { cli: '10m' } })`)).rejects.toMatchObject({
      problems: [{ path: 'targets[0].schedule.cli', expected: 'an object' }],
    })
  })

  it('keeps its default interval if the user sets only a timeout', async () => {
    const { cadences } = await load(`${name}({ key: env('KEY'), schedule: { cli: { timeout: '60s' } } })`)
    expect(cadences[`${name}/cli`]).toEqual({ everyMs: 300_000, timeoutMs: 60_000 })
  })

  it.each<[string, WebDoors | undefined, string]>([
    ['no permission is stated', undefined, 'does not state permission'],
    ['an account is given', { login: account }, 'does not state permission'],
    [
      'permission is stated in other words',
      { permission: 'yes' as never, login: account },
      'does not state permission',
    ],
    ['there is no account', { permission: PERMISSION }, 'no account'],
  ])('opens no page while %s, and gives the reason', (_case, web, why) => {
    const target = make(web ? { web } : {})
    expect([target.login, target.chat, target.console]).toEqual([undefined, undefined, undefined])
    expect(target.off).toMatchObject([{ doors: ['login', 'chat', 'console'], why: expect.stringContaining(why) }])
    expect(target.off?.[0]?.hint).toContain('web: {')
  })

  it('opens pages if `web` allows it; each locator can be replaced', async () => {
    const target = make({
      web: {
        permission: PERMISSION,
        login: { ...account, locators: { submit: 'role=button[name="Go on"]' } },
        chat: { prompt: 'Say hi.', answer: 'hi' },
        console: { url: 'https://console.example.org' },
      },
    })
    const before = make({ web: { permission: PERMISSION, login: account } })
    expect(target.off).toBeUndefined()
    expect(target.login).toMatchObject(account)
    expect(target.login?.locators).toEqual({ ...before.login?.locators, submit: 'role=button[name="Go on"]' })
    expect(target.chat).toEqual({ ...before.chat, prompt: 'Say hi.', answer: 'hi' })
    expect(target.console).toEqual({ ...before.console, url: 'https://console.example.org' })
    const login = `login: { email: 'probe@example.org', password: env('PASSWORD') }`
    const config = await load(`${name}({ key: env('KEY'), web: { permission: '${PERMISSION}', ${login} } })`)
    expect(config.targets[0]?.login?.password?.reveal()).toBe('pw-planted')
  })

  it('accepts another address, name and model, and can omit client and status page', () => {
    const target = make({ cli: false, statusPage: false, name: 'other', model: 'm', apiUrl: 'https://gw.example.org' })
    expect(target).toMatchObject({ name: 'other', api: { url: 'https://gw.example.org', model: 'm' } })
    expect(['cli', 'statusPage'].filter((part) => part in target)).toEqual([])
    expect(JSON.stringify(make({ apiUrl: 'https://gw.example.org', cli: '/opt/it' }).cli)).toMatch(
      /\/opt\/it.*gw\.example\.org/,
    )
  })
})
