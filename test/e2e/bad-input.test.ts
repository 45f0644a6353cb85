import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { doorwatch, newFolder, startProduct } from '../support/product.ts'

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
  `name: 'mine', surface: 'api', every: '1m', timeout: '20s'`,
  `  await step('list the models', async () => {\n    expect((await http.request(target.api.url + '/v1/models', { headers: { 'anthropic-version': '2023-06-01', 'x-api-key': target.api.key.reveal() } })).status).toBe(200)\n  })`,
)

const NOWHERE = join('/nonexistent', 'doorwatch')

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

  it('says so when no sandbox runs, and when nothing was measured yet', async () => {
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
    for (const name of names.filter((one) => one !== 'help')) {
      const { code, stdout } = await command(folder, [name, '--help'])
      expect({ name, code }).toEqual({ name, code: 0 })
      expect(stdout).toContain('Usage: doorwatch')
    }
  })
})

describe('a bad configuration', () => {
  it('is told with every problem at once, exit code 2', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': config(`{ locaton: 'x', confirmAfter: 'soon' } as never`) })
    const { code, stderr } = await command(folder, ['run'])
    expect(code).toBe(2)
    expect(stderr).toContain('doorwatch.config.ts has 2 problems')
    expect(stderr).toContain('Did you mean "location"?')
    expect(stderr).toContain('confirmAfter')
  })

  it('is told by file and line when it does not parse', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': 'export default {\n  location: ,\n}' })
    expect(await command(folder, ['status'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/doorwatch\.config\.ts:2:13/),
    })
  })
})

describe('a probe that is not there', () => {
  it('is told where the schedule names it, exit code 2', async () => {
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
    doorwatch(
      folderWith({
        'doorwatch.config.ts': config(`{ builtinProbes: false, probes: ['probes'], sandbox: true }`),
        'probes/mine.probe.ts': file,
      }),
      ['run'],
    )

  it('that is good runs', async () => {
    expect(await run(GOOD)).toMatchObject({ code: 0, stdout: expect.stringContaining('sandbox/mine') })
  })

  it('that throws while it is loaded is named', async () => {
    const { code, stderr } = await run('throw new Error("boom at load")')
    expect(code).toBe(2)
    expect(stderr).toContain('mine.probe.ts')
    expect(stderr).toContain('boom at load')
  })

  it('without a step, without an expectation, or due before it must have ended is refused with what to do', async () => {
    const options = `name: 'mine', surface: 'api', every: '1m', timeout: '20s'`
    expect(await run(probe(options, 'expect(1).toBe(1)'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('at least one step'),
    })
    expect(await run(probe(options, `await step('a', async () => {})`))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('at least one expectation'),
    })
    const late = probe(
      `name: 'mine', surface: 'api', every: '10s', timeout: '20s'`,
      `await step('a', () => expect(1).toBe(1))`,
    )
    expect(
      await doorwatch(
        folderWith({
          'doorwatch.config.ts': config(
            `{ builtinProbes: false, probes: ['probes'], targets: [{ name: 'x', api: { url: 'http://127.0.0.1:9', key: { env: 'KEY' }, model: 'm' } }] }`,
          ),
          'probes/mine.probe.ts': late,
        }),
        ['run'],
        { KEY: 'k' },
      ),
    ).toMatchObject({ code: 2, stderr: expect.stringMatching(/mine\.probe\.ts: every/) })
  })
})

describe('a bad place', () => {
  it('for the dashboard: a port that is taken is named, exit code 2', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as AddressInfo
    const { code, stderr } = await doorwatch(newFolder('bad'), ['start', '--port', String(port)])
    server.close()
    expect(code).toBe(2)
    expect(stderr).toContain(String(port))
    expect(stderr).toMatch(/port/i)
  })

  it('for the database: a folder that cannot be made, a file that is no database, one from a newer version', async () => {
    const folder = newFolder('bad')
    writeFileSync(
      join(folder, 'text.sqlite'),
      'this is not a database, only a text that is long enough to be looked at\n'.repeat(40),
    )
    writeFileSync(join(folder, 'file'), '')
    const text = await doorwatch(folder, ['start'], { DOORWATCH_DB: join(folder, 'text.sqlite'), DOORWATCH_PORT: '0' })
    expect(text.code).toBe(3)
    expect(text.stderr).toMatch(/not a database|damaged|corrupt/)
    const inFile = await doorwatch(folder, ['start'], {
      DOORWATCH_DB: join(folder, 'file', 'd.sqlite'),
      DOORWATCH_PORT: '0',
    })
    expect(inFile.code).toBe(3)
    expect(inFile.stderr).toContain(join(folder, 'file'))
    expect((await doorwatch(folder, ['run', 'api'])).code).toBe(0)
    const database = new Database(join(folder, '.doorwatch', 'doorwatch.sqlite'))
    const migrations = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%migration%'")
      .get() as { name: string }
    const columns = database.prepare(`SELECT * FROM ${migrations.name} ORDER BY 1 DESC LIMIT 1`).get() as Record<
      string,
      unknown
    >
    const row = Object.fromEntries(
      Object.entries(columns).map(([key, value]) => [
        key,
        typeof value === 'number' && value < 1_000
          ? 9_999
          : typeof value === 'string' && /^\d{4}_/.test(value)
            ? '9999_from_the_future.sql'
            : value,
      ]),
    )
    database
      .prepare(
        `INSERT INTO ${migrations.name} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join(', ')})`,
      )
      .run(...Object.values(row))
    database.close()
    const newer = await doorwatch(folder, ['status'])
    expect(newer.code).toBe(3)
    expect(newer.stderr).toMatch(/newer/)
  })

  it('for the browser: one that is not there, exit code 2', async () => {
    const { code, stderr } = await doorwatch(newFolder('bad'), ['run', 'login'], { DOORWATCH_BROWSER: NOWHERE })
    expect(code).toBe(2)
    expect(stderr).toContain(NOWHERE)
    expect(stderr).toContain('DOORWATCH_BROWSER')
  })

  it('for a second worker: the first one is named, exit code 2', async () => {
    const folder = newFolder('bad')
    const first = startProduct(folder)
    await first.until('a run', (events) => events.find((event) => event.event === 'run'))
    const second = await doorwatch(folder, ['start'], { DOORWATCH_PORT: '0' })
    first.kill('SIGTERM')
    await first.exited
    expect(second.code).toBe(2)
    expect(second.stderr).toContain(String(first.pid))
  })
})

describe('a probe that the schedule makes run too often', () => {
  it('is told whether it is asked for by name, by id or not at all, and does not keep another from running', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': config(`{ schedule: { api: { every: '5s' } } }`) })
    for (const names of [['api'], ['sandbox/api'], []]) {
      const { code, stdout, stderr } = await doorwatch(folder, ['run', '--no-store', ...names])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('every: expected longer than the timeout (8.0 s), got 5.0 s')
    }
    const other = await doorwatch(folder, ['run', '--no-store', 'cli'])
    expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining('got 5.0 s') })
  })
})
