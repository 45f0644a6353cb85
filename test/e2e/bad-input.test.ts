import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { doorwatch, newFolder } from '../support/product.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder('bad')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const config = (body: string) => `import { defineConfig } from 'doorwatch'\nexport default defineConfig(${body})\n`
const probe = (options: string, body: string) =>
  `import { apiProbe, expect } from 'doorwatch/probe'\nexport default apiProbe({ ${options} }, async ({ step, http, target }) => {\n${body}\n})\n`

const GOOD = probe(
  `name: 'custom', surface: 'api', every: '1m', timeout: '20s'`,
  `  await step('list the models', async () => {\n    expect((await http.request(target.api.url + '/v1/models', { headers: { 'anthropic-version': '2023-06-01', 'x-api-key': target.api.key.reveal() } })).status).toBe(200)\n  })`,
)

describe('bad input on the command line', () => {
  it('suggests the nearest probe and the nearest surface, exit code 2', async () => {
    const folder = newFolder('bad')
    const run = await command(folder, ['run', 'logni'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('there is no probe "logni"')
    expect(run.stderr).toContain('Did you mean "login"?')
    const broken = await command(folder, ['sandbox', 'break', 'logn', '500'])
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "login"?') })
    const fault = await command(folder, ['sandbox', 'break', 'login', 'hagn'])
    expect(fault).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "hang"?') })
  })

  it('names an unknown command or option and where help is, exit code 2', async () => {
    const folder = newFolder('bad')
    expect(await command(folder, ['strat'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Did you mean start/),
    })
    expect(await command(folder, ['report', '--since', 'soon'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('30s'),
    })
    expect(await doorwatch(folder, ['start', '--port', 'x'])).toMatchObject({ code: 2 })
    for (const address of ['nope', 'smtp://', 'http://127.0.0.1:25', 'smtp://127.0.0.1:99999']) {
      const { code, stderr } = await doorwatch(folder, ['sandbox', 'start', '--smtp', address])
      expect({ address, code }).toEqual({ address, code: 2 })
      expect(stderr).toContain('smtp://127.0.0.1:1025')
    }
  })

  it('names the command to start with when nothing is measured yet, exit code 3', async () => {
    const folder = newFolder('bad')
    const other = { DOORWATCH_DB: join(folder, 'none.sqlite') }
    expect(await command(folder, ['status'], other)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('doorwatch start'),
    })
    expect(await command(folder, ['report'], other)).toMatchObject({ code: 3 })
  })

  it('prints help for every command', async () => {
    const folder = newFolder('bad')
    const help = await command(folder, ['--help'])
    expect(help.code).toBe(0)
    const names = [...help.stdout.matchAll(/^ {2}([a-z]+)(?: .*)?$/gm)].map((match) => match[1] as string)
    expect(names).toEqual(expect.arrayContaining(['start', 'run', 'status', 'report', 'sandbox']))
    for (const name of names.filter((name) => name !== 'help')) {
      const { code, stdout } = await command(folder, [name, '--help'])
      expect({ name, code }).toEqual({ name, code: 0 })
      expect(stdout).toContain('Usage: doorwatch')
    }
  })
})

describe('a bad configuration', () => {
  it('lists every problem at once, exit code 2', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': config(`{ locaton: 'x', confirmAfter: 'soon' } as never`) })
    const { code, stderr } = await command(folder, ['run'])
    expect(code).toBe(2)
    expect(stderr).toContain('doorwatch.config.ts has 2 problems')
    expect(stderr).toContain('Did you mean "location"?')
    expect(stderr).toContain('confirmAfter')
  })

  it('names file and line when it does not parse', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': 'export default {\n  location: ,\n}' })
    expect(await command(folder, ['status'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/doorwatch\.config\.ts:2:13/),
    })
  })
})

describe('a probe that does not exist', () => {
  it('is named with its place in the schedule, exit code 2', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': config(`{ schedule: { logn: { off: true } } }`) })
    for (const command of [['run'], ['run', 'login'], ['start']]) {
      const { code, stderr } = await doorwatch(folder, command, { DOORWATCH_PORT: '0' })
      expect(code).toBe(2)
      expect(stderr).toContain('doorwatch.config.ts: schedule.logn: expected the name of a probe, got "logn"')
      expect(stderr).toContain('Did you mean "login"?')
    }
  })
})

describe('a bad probe file', () => {
  const run = (file: string) =>
    command(
      folderWith({
        'doorwatch.config.ts': config(`{ builtinProbes: false, probes: ['probes'], sandbox: true }`),
        'probes/custom.probe.ts': file,
      }),
      ['run'],
    )

  it('runs once it is right', async () => {
    expect(await run(GOOD)).toMatchObject({ code: 0, stdout: expect.stringContaining('sandbox/custom') })
  })

  it('is named when it throws while it loads', async () => {
    const { code, stderr } = await run('throw new Error("boom at load")')
    expect(code).toBe(2)
    expect(stderr).toContain('custom.probe.ts')
    expect(stderr).toContain('boom at load')
  })

  it('is refused without a step, without an expectation, or with an interval below its timeout', async () => {
    const options = `name: 'custom', surface: 'api', every: '1m', timeout: '20s'`
    expect(await run(probe(options, 'expect(1).toBe(1)'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('at least one step'),
    })
    expect(await run(probe(options, `await step('a', async () => {})`))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('at least one expectation'),
    })
    const late = probe(
      `name: 'custom', surface: 'api', every: '10s', timeout: '20s'`,
      `await step('a', () => expect(1).toBe(1))`,
    )
    expect(
      await command(
        folderWith({
          'doorwatch.config.ts': config(
            `{ builtinProbes: false, probes: ['probes'], targets: [{ name: 'x', api: { url: 'http://127.0.0.1:9', key: { env: 'KEY' }, model: 'm' } }] }`,
          ),
          'probes/custom.probe.ts': late,
        }),
        ['run'],
        { KEY: 'k' },
      ),
    ).toMatchObject({ code: 2, stderr: expect.stringMatching(/custom\.probe\.ts: every/) })
  })
})

describe('a probe whose schedule is shorter than its timeout', () => {
  it('is refused by name, by id and in a run of all, while another probe runs', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': config(`{ schedule: { api: { every: '5s' } } }`) })
    for (const names of [['api'], ['sandbox/api'], []]) {
      const { code, stdout, stderr } = await command(folder, ['run', '--no-store', ...names])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('every: expected longer than the timeout (8.0 s), got 5.0 s')
    }
    const other = await doorwatch(folder, ['run', '--no-store', 'cli'])
    expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining('got 5.0 s') })
  })
})
