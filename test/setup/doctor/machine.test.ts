import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { dashboardSettings } from '../../../src/config/dashboard.ts'
import { type CliDoor, Secret, SILENT } from '../../../src/core/index.ts'
import { createChannels } from '../../../src/notify/index.ts'
import { findBrowser } from '../../../src/run/index.ts'
import { browserCheck } from '../../../src/setup/doctor/browser.ts'
import { channelChecks } from '../../../src/setup/doctor/channels.ts'
import { clientChecks } from '../../../src/setup/doctor/client.ts'
import { databaseCheck } from '../../../src/setup/doctor/database.ts'
import { runChecks } from '../../../src/setup/doctor/index.ts'
import { portCheck } from '../../../src/setup/doctor/port.ts'
import { openStore } from '../../../src/store/index.ts'
import { isAlive } from '../../support/product.ts'
import { listen, serve, targetAt } from './support.ts'

const clock = { now: () => Date.now() }
const newFolder = () => mkdtempSync(join(tmpdir(), 'doorwatch-doctor-test-'))

describe('looking for a browser', () => {
  const browser = async (path?: string) => (await runChecks([browserCheck(findBrowser, path)]))[0]

  it('names the one that would run', async () => {
    expect(await browser()).toMatchObject({ text: expect.stringMatching(/ \d+\.\d+\.\d+/) })
  })

  it('says what to do where the one that was named does not run', async () => {
    expect(await browser('/nowhere/chrome')).toMatchObject({
      level: 'fail',
      todo: expect.stringContaining('DOORWATCH_BROWSER'),
    })
  })

  it('warns of a full browser, and fails without one', async () => {
    const full = { path: '/x', kind: 'full', source: 'installed', name: 'Chrome', version: '156.0' } as const
    const [warned, failed] = await runChecks([
      browserCheck(async () => full, undefined),
      browserCheck(async () => undefined, undefined),
    ])
    expect([warned?.level, failed?.level]).toEqual(['warn', 'fail'])
    expect(failed?.todo).toContain('npx playwright install')
  })
})

describe('looking at the database', () => {
  const look = (path: string) => {
    const open = () => openStore({ path, log: SILENT, clock, mustExist: true, lockWaitMs: 200 })
    return runChecks([databaseCheck(path, open)])
  }
  const made = async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    await (await openStore({ path, log: SILENT, clock })).close()
    return path
  }

  it('does not make one that is not there yet', async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    expect(await look(path)).toMatchObject([
      { level: 'ok', text: `the first start creates ${path}` },
      { text: expect.stringContaining('free on its disk') },
    ])
    expect(existsSync(path)).toBe(false)
  })

  it('opens and writes one that is there, and tells its size', async () => {
    expect((await look(await made()))[0]).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/written, 0\.\d MB$/),
    })
  })

  it('warns where others can read it', async () => {
    const path = await made()
    chmodSync(path, 0o644)
    expect(await look(path)).toContainEqual(expect.objectContaining({ level: 'warn', todo: `chmod 600 ${path}` }))
  })

  it('says what is wrong with one that is damaged, or held by somebody else', async () => {
    const damaged = await made()
    writeFileSync(damaged, Buffer.concat([Buffer.from('not a database'), readFileSync(damaged).subarray(14)]))
    expect(await look(damaged)).toMatchObject([{ level: 'fail', todo: expect.any(String) }])
    const held = await made()
    const holder = await openStore({ path: held, log: SILENT, clock })
    await holder.transaction(async () => {
      expect(await look(held)).toMatchObject([{ level: 'fail', text: expect.stringContaining('locked') }])
    })
    await holder.close()
  })
})

describe('looking at the port of the dashboard', () => {
  const port = async (number: number | undefined, worker = false) =>
    (await runChecks([portCheck(dashboardSettings({ host: '127.0.0.1', port: number }), async () => worker)]))[0]

  it('is content with one that is free, or that a running worker has', async () => {
    const taken = await listen(() => {})
    expect(await port(undefined)).toMatchObject({ level: 'ok' })
    expect(await port(taken, true)).toMatchObject({ level: 'ok', text: expect.stringContaining('a worker is running') })
    expect(await port(taken)).toMatchObject({
      level: 'fail',
      text: expect.stringContaining(`127.0.0.1:${taken} is in use by `),
    })
  })

  it('warns where a host beyond loopback is wanted without a token', async () => {
    const check = portCheck(dashboardSettings({ host: '0.0.0.0' }), async () => false)
    expect(await runChecks([check])).toMatchObject([
      { level: 'ok' },
      {
        level: 'warn',
        text: expect.stringContaining('loopback only'),
        todo: expect.stringContaining('dashboard.token'),
      },
    ])
  })
})

describe('looking at the command-line client', () => {
  const door = { versionArgs: ['--version'], env: {}, answer: 'a' }
  const checksOf = (cli: Partial<CliDoor> & Pick<CliDoor, 'command'>) =>
    clientChecks(targetAt('http://x', { cli: { ...door, ...cli } }), {
      PATH: process.env.PATH ?? '',
      NODE_EXTRA_CA_CERTS: CERTS,
    })
  const client = async (cli: Partial<CliDoor> & Pick<CliDoor, 'command'>) => (await runChecks(checksOf(cli)))[0]
  const CERTS = join(newFolder(), 'none.pem')
  /** A client of a shell script; what it says first is its version. */
  const script = (text: string): Pick<CliDoor, 'command' | 'versionArgs'> => ({
    command: ['sh'],
    versionArgs: ['-c', text],
  })

  it('says which version runs', async () => {
    expect(await client({ command: ['node'] })).toMatchObject({ level: 'ok', text: `node runs: ${process.version}` })
  })

  it('says so where it is missing or broken', async () => {
    expect(await client({ command: ['no-such-client'] })).toMatchObject({
      level: 'fail',
      text: expect.stringContaining('not installed'),
    })
    expect(await client({ command: ['node'], versionArgs: ['-e', 'process.exit(3)'] })).toMatchObject({
      level: 'fail',
      text: expect.stringContaining('(exit code 3)'),
    })
    expect(await client(script('kill -9 $$'))).toMatchObject({ text: expect.stringContaining('(SIGKILL)') })
  })

  it('gives it what its probe gives it: variables, files, a home of its own, our authorities', async () => {
    const cli = {
      env: { PLACE: '~/.client' },
      files: { '.client/settings': 'from a file' },
      ...script('echo "$(cat "$PLACE/settings") $(cd && pwd) $NODE_EXTRA_CA_CERTS" > $OUT; echo "$PLACE"'),
    }
    const out = join(newFolder(), 'out')
    const found = await client({ ...cli, env: { ...cli.env, OUT: out } })
    const home = /doorwatch-cli-\w+\/home/.exec(found?.text ?? '')?.[0]
    expect(readFileSync(out, 'utf8')).toMatch(new RegExp(`^from a file \\S*${home} ${CERTS}\\n$`))
    expect(existsSync(join(tmpdir(), home ?? ''))).toBe(false)
  })

  it('does not say what is secret, though the client may', async () => {
    const env = { KEY: new Secret('CLIENT_KEY', 'violet-harbour-0123456789') }
    const [reachFinding, failed] = [
      await client({ env, ...script('echo $KEY') }),
      await client({ env, ...script('echo $KEY >&2; exit 2') }),
    ]
    expect([reachFinding?.text, failed?.text]).toEqual([
      'sh runs: [secret CLIENT_KEY]',
      expect.stringContaining('[secret CLIENT_KEY]'),
    ])
  })

  it.each([
    ['itself', 'sleep 1000'],
    ['a child that left its group', 'setsid sleep 1000'],
  ])('leaves nothing behind of one that does not end and will not be reachFinding: %s', async (_what, sleep) => {
    const pids = join(newFolder(), 'pids')
    const stubborn = `trap "" TERM INT; ${sleep} & echo "$$ $!" > ${pids}; wait; sleep 1000`
    const hurried = checksOf(script(stubborn)).map((check) => ({ ...check, limitMs: 500 }))
    expect(await runChecks(hurried)).toMatchObject([{ level: 'fail', text: 'no result within 500 ms' }])
    const left = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
    expect(left).toHaveLength(2)
    await vi.waitFor(() => expect(left.filter(isAlive)).toEqual([]), 5_000)
  })
})

describe('looking at the channels', () => {
  const channels = (url: string | undefined, sendTest: boolean) => {
    const config = { kind: 'webhook', name: 'pager', mode: 'always' } as const
    const made = createChannels(url === undefined ? [] : [{ ...config, url: new Secret('HOOK', url) }])
    return runChecks(channelChecks(made, { sendTest, clock, location: 'office' }))
  }

  it('warns where there is none', async () => {
    expect(await channels(undefined, true)).toMatchObject([
      { level: 'warn', todo: expect.stringContaining('SLACK_WEBHOOK_URL') },
    ])
  })

  it('sends no test alert without --send-test', async () => {
    const got: string[] = []
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => got.push(text))
      request.on('end', () => response.end('ok'))
    })
    expect(await channels(url, false)).toMatchObject([
      { check: 'channel pager', level: 'ok', text: expect.stringContaining('--send-test') },
    ])
    expect(got).toEqual([])
    expect(await channels(url, true)).toMatchObject([
      { level: 'ok', text: expect.stringContaining('took a test alert') },
    ])
    expect(got.join('')).toContain('Doorwatch test from office')
  })

  it('passes on why a channel did not take it', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(404).end())
    })
    const [finding] = await channels(url, true)
    expect(finding).toMatchObject({ level: 'fail', text: expect.stringContaining('404') })
    expect(JSON.stringify(finding)).not.toContain(url)
  })
})
