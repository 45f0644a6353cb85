import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config/index.ts'
import type { ConfigError } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/index.ts'
import { type Answers, INIT_TARGETS, nextSteps, starterFiles, writeStarter } from '../../../src/setup/init/index.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { command } from '../../support/command.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'doorwatch-init-'))

/** What a user would put into each variable. */
const FILLED: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'sk-planted',
  OPENAI_API_KEY: 'sk-planted',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T/B/x',
  ALERT_SMTP_URL: 'smtp://mail.example.org',
}

const every: readonly Answers[] = INIT_TARGETS.flatMap((target) =>
  [true, false].flatMap((slack) => [
    { target, slack },
    { target, slack, email: `"Ops' team" <ops@example.org>, a@b.example` },
  ]),
)

describe('the starter files', () => {
  it.each(every)('load once .env is complete: %o', async (answers) => {
    const folder = newFolder()
    writeStarter(folder, starterFiles(answers), false)
    const named = Object.keys(parseEnv(readFileSync(join(folder, '.env.example'), 'utf8')))
    const environment = Object.fromEntries(named.map((name) => [name, FILLED[name] as string]))
    const config = await loadConfig({ folder, environment })
    expect(config.targets.map(({ name }) => name)).toEqual(answers.target === 'sandbox' ? [] : [answers.target])
    expect(config.sandbox).toBe(answers.target === 'sandbox')
    expect(config.channels.map(({ kind }) => kind)).toEqual([
      ...(answers.slack ? ['slack'] : []),
      ...(answers.email ? ['email'] : []),
    ])
    expect(config.probeFiles).toContain(join(folder, 'probes/example.probe.ts'))
    const steps = nextSteps(answers, undefined).join('\n')
    for (const name of named) expect(steps).toContain(name)
  })

  it('pass the linter of this project', () => {
    const folder = newFolder()
    for (const [index, answers] of every.entries()) {
      writeStarter(join(folder, String(index)), starterFiles(answers), false)
    }
    const biome = join(PACKAGE_ROOT, 'node_modules/.bin/biome')
    const { stdout, stderr } = spawnSync(biome, ['check', '--config-path', PACKAGE_ROOT, folder], { encoding: 'utf8' })
    expect(stdout + stderr).toContain(`Checked ${2 * every.length} files`)
    expect(stdout + stderr).toContain('No fixes applied')
    expect(stdout + stderr).not.toContain('━━')
  })

  it('name the missing variable if .env is incomplete', async () => {
    const folder = newFolder()
    writeStarter(folder, starterFiles({ target: 'claude', slack: false }), false)
    const error = await loadConfig({ folder, environment: {} }).catch((thrown: unknown) => thrown)
    expect((error as ConfigError).problems).toMatchObject([
      {
        path: 'targets[0].key',
        expected: 'the environment variable ANTHROPIC_API_KEY to be set',
        hint: 'Set ANTHROPIC_API_KEY in the environment, or in a .env file next to the configuration.',
      },
    ])
    expect((error as ConfigError).problems).toHaveLength(1)
  })

  it('never overwrite a file, and none is written if one exists', () => {
    const folder = newFolder()
    writeFileSync(join(folder, '.env.example'), 'my text')
    const files = starterFiles({ target: 'claude', slack: false })
    expect(() => writeStarter(folder, files, false)).toThrow('.env.example already exists in ')
    expect(existsSync(join(folder, 'doorwatch.config.ts'))).toBe(false)
    expect(readFileSync(join(folder, '.env.example'), 'utf8')).toBe('my text')
    writeStarter(folder, files, true)
    expect(readFileSync(join(folder, '.env.example'), 'utf8')).toContain('ANTHROPIC_API_KEY=')
  })

  it('report a folder that is not writable', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    chmodSync(join(folder, 'file'), 0o400)
    expect(() =>
      writeStarter(join(folder, 'file', 'deeper'), starterFiles({ target: 'claude', slack: false }), false),
    ).toThrow(expect.objectContaining({ code: 'usage', hint: expect.stringContaining('--dir') }))
  })
})

describe('doorwatch init', () => {
  it('writes the files, prints the next steps, and rejects a second run', async () => {
    const folder = newFolder()
    const args = ['init', '--target', 'claude', '--email', 'ops@example.org', '--dir', 'watch']
    const first = await command(folder, args)
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(first.stdout).toContain(join(folder, 'watch/doorwatch.config.ts'))
    expect(first.stdout).toMatch(/cd watch\n.*npm install \/.*\n.*fill in ANTHROPIC_API_KEY, ALERT_SMTP_URL\n.*doctor/)
    const second = await command(folder, args)
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('Nothing was written')])
    expect((await command(folder, [...args, '--force'])).code).toBe(0)
  })

  it.each([
    [[], 'init asks questions, and standard input is not a terminal'],
    [['--target', 'gemini'], 'Allowed choices are claude, openai, sandbox'],
    [['--email', 'no-address'], 'Give an e-mail address, such as ops@example.org'],
  ])('writes nothing with %j and no terminal, and gives the reason', async (args, why) => {
    const folder = newFolder()
    const { code, stderr } = await command(folder, ['init', ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
    expect(existsSync(join(folder, 'doorwatch.config.ts'))).toBe(false)
  })

  const running = useSandbox()
  it.each(INIT_TARGETS)('gives an example probe for %s that runs and can fail', async (target) => {
    const folder = newFolder()
    await command(folder, ['init', '--target', target])
    const config = join(folder, 'doorwatch.config.ts')
    const here = `apiUrl: '${running.sandbox.url}', model: '${target === 'openai' ? 'meridian-1' : 'lumen-small-2'}', key: env(`
    writeFileSync(config, readFileSync(config, 'utf8').replace('key: env(', here))
    const environment = { ANTHROPIC_API_KEY: SANDBOX_ACCOUNT.apiKey, OPENAI_API_KEY: SANDBOX_ACCOUNT.apiKey }
    const good = await command(folder, ['run', 'example', '--json', '--no-store'], environment)
    expect([good.code, JSON.parse(good.stdout)]).toMatchObject([0, { target, probe: 'example', outcome: 'passed' }])
    if (target === 'sandbox') return
    const bad = await command(folder, ['run', 'example', '--json', '--no-store'], {
      ...environment,
      [target === 'claude' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY']: 'sk-wrong',
    })
    expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([
      3,
      { outcome: 'error', steps: [{ statuses: { 401: 1 } }] },
    ])
  })
})

describe('a folder of the product', () => {
  it('is rejected through a symbolic link as well', () => {
    const link = join(newFolder(), 'link')
    symlinkSync(PACKAGE_ROOT, link)
    expect(() => writeStarter(link, starterFiles({ target: 'sandbox', slack: false }), true)).toThrow(/own folder/)
  })

  it('provides the built-in probes, and no other file of that folder', async () => {
    const { probeFiles } = await loadConfig({ folder: newFolder(), environment: {} })
    const builtin = readdirSync(join(PACKAGE_ROOT, 'probes')).filter((name) => name.endsWith('.probe.ts'))
    expect(probeFiles).toEqual(builtin.sort().map((name) => join(PACKAGE_ROOT, 'probes', name)))
    const stray = join(PACKAGE_ROOT, 'probes', 'stray-of-a-test.probe.ts')
    writeFileSync(stray, '')
    try {
      expect((await loadConfig({ folder: newFolder(), environment: {} })).probeFiles).not.toContain(stray)
    } finally {
      rmSync(stray)
    }
  })
})
