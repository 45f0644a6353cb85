import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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
import { untilGone } from '../../support/product.ts'
import { listen, serve, targetAt } from './support.ts'

const clock = { now: () => Date.now() }
const newFolder = () => mkdtempSync(join(tmpdir(), 'doorwatch-doctor-test-'))

describe('the check of the browser', () => {
  const browser = async (path?: string) => (await runChecks([browserCheck(findBrowser, path)]))[0]

  it('names the browser that would run', async () => {
    expect(await browser()).toMatchObject({ text: expect.stringMatching(/ \d+\.\d+\.\d+/) })
  })

  it('says what to do if the configured browser does not run', async () => {
    expect(await browser('/nowhere/chrome')).toMatchObject({
      level: 'fail',
      todo: expect.stringContaining('DOORWATCH_BROWSER'),
    })
  })

  it('warns about a full browser, and fails without a browser', async () => {
    const full = { path: '/x', kind: 'full', source: 'installed', name: 'Chrome', version: '156.0' } as const
    const [warned, failed] = await runChecks([
      browserCheck(async () => full, undefined),
      browserCheck(async () => undefined, undefined),
    ])
    expect([warned?.level, failed?.level]).toEqual(['warn', 'fail'])
    expect(failed?.todo).toContain('npx playwright install')
  })
})

describe('the check of the database', () => {
  const look = (path: string) => {
    const open = () => openStore({ path, log: SILENT, clock, mustExist: true, lockWaitMs: 200 })
    return runChecks([databaseCheck(path, open)])
  }
  const createDatabase = async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    await (await openStore({ path, log: SILENT, clock })).close()
    return path
  }

  it('does not create a missing database', async () => {
    const path = join(newFolder(), 'state', 'doorwatch.sqlite')
    expect(await look(path)).toMatchObject([
      { level: 'ok', text: `the first start creates ${path}` },
      { text: expect.stringContaining('free on its disk') },
    ])
    expect(existsSync(path)).toBe(false)
  })

  it('opens and writes an existing database, and reports its size', async () => {
    expect((await look(await createDatabase()))[0]).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(/written, \d+ kB$/),
    })
  })

  it('warns if other users can read it', async () => {
    const path = await createDatabase()
    chmodSync(path, 0o644)
    expect(await look(path)).toContainEqual(expect.objectContaining({ level: 'warn', todo: `chmod 600 ${path}` }))
  })

  it('explains a database that is damaged or locked by another process', async () => {
    const damaged = await createDatabase()
    writeFileSync(damaged, Buffer.concat([Buffer.from('not a database'), readFileSync(damaged).subarray(14)]))
    expect(await look(damaged)).toMatchObject([{ level: 'fail', todo: expect.any(String) }])
    const lockedPath = await createDatabase()
    const holder = await openStore({ path: lockedPath, log: SILENT, clock })
    await holder.transaction(async () => {
      expect(await look(lockedPath)).toMatchObject([{ level: 'fail', text: expect.stringContaining('locked') }])
    })
    await holder.close()
  })
})

describe('the check of the port of the dashboard', () => {
  const port = async (number: number | undefined, worker = false) =>
    (await runChecks([portCheck(dashboardSettings({ host: '127.0.0.1', port: number }), async () => worker)]))[0]

  it('passes for a free port, or the port of a running worker', async () => {
    const taken = await listen(() => {})
    expect(await port(undefined)).toMatchObject({ level: 'ok' })
    expect(await port(taken, true)).toMatchObject({ level: 'ok', text: expect.stringContaining('a worker is running') })
    expect(await port(taken)).toMatchObject({
      level: 'fail',
      text: expect.stringContaining(`127.0.0.1:${taken} is in use by `),
    })
  })

  it('warns about a host other than loopback without a token', async () => {
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

describe('the check of the command-line client', () => {
  const door = { versionArgs: ['--version'], env: {}, answer: 'a' }
  const checksOf = (cli: Partial<CliDoor> & Pick<CliDoor, 'command'>) =>
    clientChecks(targetAt('http://x', { cli: { ...door, ...cli } }), {
      PATH: process.env.PATH ?? '',
      NODE_EXTRA_CA_CERTS: CERTS,
    })
  const client = async (cli: Partial<CliDoor> & Pick<CliDoor, 'command'>) => (await runChecks(checksOf(cli)))[0]
  const CERTS = join(newFolder(), 'none.pem')
  /** A client from a shell script; its first output is its version. */
  const script = (text: string): Pick<CliDoor, 'command' | 'versionArgs'> => ({
    command: ['sh'],
    versionArgs: ['-c', text],
  })

  it('reports the version', async () => {
    expect(await client({ command: ['node'] })).toMatchObject({ level: 'ok', text: `node runs: ${process.version}` })
  })

  it('fails if it is missing or broken', async () => {
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

  it('passes the same as its probe: variables, files, a temporary home, NODE_EXTRA_CA_CERTS', async () => {
    const cli = {
      env: { PLACE: '~/.client' },
      files: { '.client/settings': 'from a file' },
      ...script('echo "$(cat "$PLACE/settings") $(cd && pwd) $NODE_EXTRA_CA_CERTS" > $OUT; echo "$PLACE"'),
    }
    const out = join(newFolder(), 'out')
    const finding = await client({ ...cli, env: { ...cli.env, OUT: out } })
    const home = /doorwatch-cli-\w+\/home/.exec(finding?.text ?? '')?.[0]
    expect(readFileSync(out, 'utf8')).toMatch(new RegExp(`^from a file \\S*${home} ${CERTS}\\n$`))
    expect(existsSync(join(tmpdir(), home ?? ''))).toBe(false)
  })

  it('does not show a secret that the client prints', async () => {
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
  ])('ends a client that hangs, with all its processes: %s', async (_what, sleep) => {
    const pids = join(newFolder(), 'pids')
    const stubborn = `trap "" TERM INT; ${sleep} & echo "$$ $!" > ${pids}; wait; sleep 1000`
    const hurried = checksOf(script(stubborn)).map((check) => ({ ...check, limitMs: 500 }))
    expect(await runChecks(hurried)).toMatchObject([{ level: 'fail', text: 'no result within 500 ms' }])
    const processIds = readFileSync(pids, 'utf8').trim().split(' ').map(Number)
    expect(processIds).toHaveLength(2)
    await untilGone(processIds)
  })
})

/** Channels without deliveries in the database. */
const UNUSED = {
  clock: { ...clock, elapsed: () => performance.now() },
  ...{ sendTest: false, location: 'office', timezone: 'UTC' },
  bestRungs: new Map<string, 'accepted'>(),
  readRecords: async () => undefined,
  saveTest: async () => {},
}

describe('the check of the channels', () => {
  const channels = (url: string | undefined, sendTest: boolean) => {
    const config = { kind: 'webhook', name: 'pager', mode: 'always' } as const
    const channelList = createChannels(url === undefined ? [] : [{ ...config, url: new Secret('HOOK', url) }])
    return runChecks(channelChecks(channelList, { ...UNUSED, sendTest }))
  }

  it('warns if there is no channel', async () => {
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
      { check: 'channel pager', level: 'warn', todo: 'Run: doorwatch alerts test pager' },
    ])
    expect(got).toEqual([])
    expect(await channels(url, true)).toMatchObject([
      { level: 'ok', text: expect.stringContaining('accepted a test alert') },
    ])
    expect(got.join('')).toContain('Test from office')
  })

  it('reports why a channel rejected the test alert', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(404).end())
    })
    const [finding] = await channels(url, true)
    expect(finding).toMatchObject({ level: 'fail', text: expect.stringContaining('404') })
    expect(JSON.stringify(finding)).not.toContain(url)
  })
})
