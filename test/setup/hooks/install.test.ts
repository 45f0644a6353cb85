import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { command } from '../../support/command.ts'
import { newFolder } from '../../support/folder.ts'

const TOKEN = 'dwr_token-of-reports'
const CANARY = 'canary-of-the-prompt'
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** A home with a client that prints its version, and a server that records its requests. */
async function start(settings?: string) {
  const home = newFolder('hooks')
  const bin = join(home, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'claude'), '#!/bin/sh\necho "2.1.330 (Claude Code)"\n')
  chmodSync(join(bin, 'claude'), 0o755)
  const claude = join(home, '.claude')
  mkdirSync(claude)
  if (settings !== undefined) writeFileSync(join(claude, 'settings.json'), settings)
  const got: { readonly body: string; readonly headers: string }[] = []
  const answer: { status: number; after?: Promise<void> } = { status: 202 }
  const server = createServer(async (incoming, out) => {
    let body = ''
    for await (const piece of incoming) body += piece
    await answer.after
    if (answer.status === 202) got.push({ body, headers: JSON.stringify(incoming.headers) })
    out.writeHead(answer.status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = { HOME: home, DOORWATCH_REPORT_TOKEN: TOKEN }
  const hooks = (...args: readonly string[]) => command(home, ['hooks', ...args], environment)
  const install = () => hooks('install', '--server', url, '--yes')
  const file = join(claude, 'settings.json')
  return { home, bin, claude, file, got, answer, hooks, install }
}

/** Reports that wait in the folder of the hook, and whether no script sends any. */
function senderOf(claude: string) {
  const folder = join(claude, 'doorwatch')
  const lines = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1) : []
  return {
    idle: () => !existsSync(join(folder, 'lock')),
    waiting: () => [...lines('sending'), ...lines('spool')],
  }
}

/** What Claude Code gives to the hook. */
const INPUT = JSON.stringify({
  ...{ session_id: CANARY, transcript_path: `/home/ana/${CANARY}.jsonl`, cwd: `/work/${CANARY}` },
  ...{ hook_event_name: 'StopFailure', error: 'server_error', error_details: CANARY },
  last_assistant_message: `{"error": "${CANARY}"} \\"error\\": \\"stolen_text\\"`,
})

/** Runs the installed hook as Claude Code does. */
function runHook(
  { home, bin, file }: { home: string; bin: string; file: string },
  input = INPUT,
): Promise<number | null> {
  const settings = JSON.parse(readFileSync(file, 'utf8'))
  const installed = settings.hooks.StopFailure.at(-1).hooks[0].command
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', installed], { env: { HOME: home, PATH: `${bin}:/usr/bin:/bin` } })
    child.on('close', resolve)
    child.stdin.end(input)
  })
}

describe('doorwatch hooks', () => {
  it('sends the type of the error, the version and the time, and nothing of the conversation', async () => {
    const server = await start()
    expect((await server.install()).code).toBe(0)
    const before = Date.now() - 2_000
    expect(await runHook(server)).toBe(0)
    await vi.waitFor(() => expect(server.got).toHaveLength(1), 30_000)
    const [{ body, headers } = { body: '', headers: '' }] = server.got
    const report = JSON.parse(body)
    expect(Object.keys(report).toSorted()).toEqual(['at', 'error', 'id', 'version'])
    expect(report).toMatchObject({
      error: 'server_error',
      version: '2.1.330',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(report.at).toBeGreaterThan(before)
    expect(headers).toContain(`Bearer ${TOKEN}`)
    expect(body + headers).not.toMatch(new RegExp(`${CANARY}|stolen|ana`))
  })

  it('queues reports while the server does not accept them, then sends them in order', async () => {
    const server = await start()
    await server.install()
    server.answer.status = 503
    const { idle, waiting } = senderOf(server.claude)
    await runHook(server)
    await vi.waitFor(() => expect([waiting().length, idle()]).toEqual([1, true]), 30_000)
    expect(waiting().join()).not.toContain(CANARY)
    server.answer.status = 202
    await runHook(server, INPUT.replace('server_error', 'overloaded'))
    await vi.waitFor(() => expect(server.got).toHaveLength(2), 30_000)
    expect(server.got.map(({ body }) => JSON.parse(body).error)).toEqual(['server_error', 'overloaded'])
    expect(new Set(server.got.map(({ body }) => JSON.parse(body).id)).size).toBe(1)
    await vi.waitFor(() => expect([waiting().length, idle()]).toEqual([0, true]), 30_000)
  })

  it('sends the report that arrived during the request of another', async () => {
    const server = await start()
    await server.install()
    const { idle } = senderOf(server.claude)
    let release = () => {}
    server.answer.after = new Promise((resolve) => {
      release = resolve
    })
    await runHook(server)
    await vi.waitFor(() => expect(idle()).toBe(false), 30_000)
    await runHook(server, INPUT.replace('server_error', 'overloaded'))
    await vi.waitFor(
      () => expect(readFileSync(join(server.claude, 'doorwatch/spool'), 'utf8')).toContain('overloaded'),
      30_000,
    )
    release()
    await vi.waitFor(() => expect(server.got).toHaveLength(2), 30_000)
  })

  it('chains a hook that is there, and leaves no trace when it is removed', async () => {
    const settings =
      '{"model":"opus",\n   "hooks": {"StopFailure": [{"hooks": [{"type":"command","command":"notify"}]}]} }'
    const { file, claude, install, hooks } = await start(settings)
    await install()
    const { model, hooks: installed } = JSON.parse(readFileSync(file, 'utf8'))
    expect([model, installed.StopFailure.length, installed.StopFailure[0].hooks[0].command]).toEqual([
      'opus',
      2,
      'notify',
    ])
    expect((await install()).stdout).toContain('renewed')
    expect(JSON.parse(readFileSync(file, 'utf8')).hooks.StopFailure).toHaveLength(2)
    expect(readFileSync(`${file}.before-doorwatch`, 'utf8')).toBe(settings)
    expect((await hooks('uninstall')).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(settings)
    expect(readdirSync(claude)).toEqual(['settings.json'])
    expect((await hooks('uninstall')).stdout).toContain('No hook of Doorwatch')
  })

  it('leaves nothing where there was nothing, and keeps what was changed since', async () => {
    const bare = await start()
    await bare.install()
    await bare.hooks('uninstall')
    expect(readdirSync(bare.claude)).toEqual([])
    const changed = await start('{"model":"opus"}')
    await changed.install()
    const settings = JSON.parse(readFileSync(changed.file, 'utf8'))
    writeFileSync(changed.file, JSON.stringify({ ...settings, model: 'haiku' }))
    await changed.hooks('uninstall')
    expect(JSON.parse(readFileSync(changed.file, 'utf8'))).toEqual({ model: 'haiku' })
    expect(readdirSync(changed.claude)).toEqual(['settings.json'])
  })

  it('says what it does with the settings: creates them, copies them first, or renews its hook', async () => {
    const first = async (one: Awaited<ReturnType<typeof start>>) => (await one.install()).stdout.split('\n')[0]
    const bare = await start()
    expect(await first(bare)).toBe(`Creates ${bare.file} with a StopFailure hook.`)
    expect(await first(bare)).toBe(`Renews the StopFailure hook in ${bare.file}. Other hooks stay.`)
    const written = await start('{}')
    expect(await first(written)).toBe(
      `Adds a StopFailure hook to ${written.file}, which is first copied to ${written.file}.before-doorwatch. Other hooks stay.`,
    )
  })

  it('makes the token readable by its user only, and does not write it to the settings', async () => {
    const { claude, file, install } = await start('{}')
    chmodSync(file, 0o640)
    await install()
    expect(statSync(join(claude, 'doorwatch/authorization')).mode & 0o777).toBe(0o600)
    expect(statSync(join(claude, 'doorwatch')).mode & 0o777).toBe(0o700)
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readFileSync(file, 'utf8') + readFileSync(join(claude, 'doorwatch/report.sh'), 'utf8')).not.toContain(TOKEN)
  })

  it('changes nothing without a token, without consent, or where the settings are broken', async () => {
    const { home, file, hooks, claude } = await start('{ broken')
    const without = await command(home, ['hooks', 'install', '--server', 'http://x', '--yes'], { HOME: home })
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('DOORWATCH_REPORT_TOKEN') })
    expect((await hooks('install', '--server', 'http://x')).code).not.toBe(0)
    expect((await hooks('install', '--server', 'http://x', '--yes')).stderr).toContain('is not usable')
    expect((await hooks('install', '--server', 'ftp://x', '--yes')).code).toBe(2)
    expect([readFileSync(file, 'utf8'), readdirSync(claude)]).toEqual(['{ broken', ['settings.json']])
  })
})
