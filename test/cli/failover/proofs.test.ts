import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runningDrill } from '../../../src/app/drill/index.ts'
import { SILENT } from '../../../src/core/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { folderWith } from '../../config/kit.ts'
import { command } from '../../support/command.ts'
import { type Gateway, obedientModel, startGateway } from '../../support/failing-gateway.ts'
import { freePort } from '../../support/product.ts'

const CONFIG = `import { claude, defineConfig, env, openai, switchTo, workflow } from 'doorwatch'
  export default defineConfig({
    targets: [claude({ key: env('KEY') }), openai({ key: env('KEY') })],
    workflows: [workflow('code review', {
      people: 25, rate: { amount: 90, currency: 'GBP' }, hours: 'Mo-Fr 09:00-18:00 Europe/London',
      uses: ['claude/api'], fallback: switchTo({ through: 'openai/api', capacity: 0.6 }),
    })],
  })`
const CANARY = 'gateway-key-canary-2bd0'

let port: number
let gateway: Gateway
beforeEach(async () => {
  port = await freePort()
  gateway = await startGateway({ a: `http://127.0.0.1:${port}`, b: obedientModel, losesMidStream: true })
})
afterEach(() => gateway.stop())

async function drill(folder: string, args: readonly string[]) {
  const environment = { KEY: 'k', ANTHROPIC_API_KEY: CANARY, DOORWATCH_DB: join(folder, 'd.sqlite') }
  const options = ['drill', '--through', gateway.url, '--port', String(port), '--route', 'gateway', '--patience', '5s']
  return command(folder, [...options, ...args], environment)
}

/** A folder with a database, as the worker leaves it. */
async function folderWithDatabase(): Promise<string> {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  await (await open(folder)).close()
  return folder
}

function open(folder: string) {
  return openStore({ path: join(folder, 'd.sqlite'), log: SILENT, clock: { now: () => Date.now() } })
}

describe('the proofs of a failover test', () => {
  it('are stored per class for the surface that the plan switches to, red ones as well', async () => {
    const folder = await folderWithDatabase()
    const { code, stdout } = await drill(folder, ['--fault', '529', '500', 'truncated'])
    expect(code).toBe(1)
    expect(stdout).toContain('Stored 3 proofs for openai/api, 2 of them green.')
    const store = await open(folder)
    const proofs = await store.proofs()
    await store.close()
    const common = { route: 'gateway', through: 'openai/api', client: 'HTTP (messages)' }
    expect(
      proofs.map(({ at: _, tookMs: __, ...rest }) => rest).toSorted((a, b) => (a.class < b.class ? -1 : 1)),
    ).toEqual([
      { ...common, class: 'overloaded', green: true },
      { ...common, class: 'server_error', green: true },
      { ...common, class: 'truncated', green: false },
    ])
    expect(proofs.find(({ green }) => green)?.tookMs).toBeGreaterThan(0)
    const plan = JSON.parse(
      (await command(folder, ['plan', '--json'], { KEY: 'k', DOORWATCH_DB: join(folder, 'd.sqlite') })).stdout,
    )
    expect(JSON.stringify(plan)).toContain('the failover to openai/api did not work: truncated on route gateway')
  })

  it('leave no key and no body of the test on disk', async () => {
    const folder = await folderWithDatabase()
    await drill(folder, ['--fault', '529', '--html', 'matrix.html', '--json'])
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    expect(texts.length).toBeGreaterThan(2)
    for (const text of texts) expect(text).not.toMatch(new RegExp(`${CANARY}|kite river lamp`))
    expect(readFileSync(join(folder, 'matrix.html'), 'utf8')).toContain('Every failure is taken over')
    expect(existsSync(join(folder, '.doorwatch/proxy.json'))).toBe(false)
  })

  it('are not stored where there is no database, or B has no name', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
    expect((await drill(folder, ['--fault', '529'])).stdout).toContain('No proof is stored: there is no database at')
    const unnamed = folderWith({ 'doorwatch.config.ts': CONFIG.replace(/workflows: \[[\s\S]*\}\)\],/, '') })
    expect((await drill(unnamed, ['--fault', '529'])).stdout).toContain(
      'No proof is stored: name the surface of model B',
    )
  })

  it('refuse a surface, a fault and an address that do not exist', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
    expect(await drill(folder, ['--to', 'openai/appi'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('openai/api'),
    })
    expect(await drill(folder, ['--fault', '592'])).toMatchObject({ code: 2, stderr: expect.stringContaining('529') })
    const wrong = await command(folder, ['drill', '--through', 'localhost:4000'], { KEY: 'k' })
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('is not an address') })
    const stray = await command(folder, ['drill', '--key-env', 'KEY'], { KEY: 'k' })
    expect(stray).toMatchObject({ code: 2, stderr: expect.stringContaining('--key-env belongs to a failover test') })
    const scenario = await drill(folder, ['claude-2026-03-02'])
    expect(scenario).toMatchObject({ code: 2, stderr: expect.stringContaining('exclude each other') })
    const unset = await drill(folder, ['--key-env', 'NO_SUCH_KEY'])
    expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('NO_SUCH_KEY is not set') })
  })
})

describe('a failover test while something real is wrong', () => {
  it('does not begin, unless it is forced to', async () => {
    const folder = await folderWithDatabase()
    await openIncident(folder)
    const refused = await drill(folder, ['--fault', '529'])
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the drill cannot start: a real incident is open: claude-1'),
    })
    expect(refused.stderr).toContain('--force')
    expect((await drill(folder, ['--fault', '529', '--force'])).stdout).toContain('Stored 1 proof for openai/api')
  })

  it('stops with what it injects when an incident opens, and stores nothing', async () => {
    const folder = await folderWithDatabase()
    const running = drill(folder, ['--fault', 'stall', '--patience', '60s'])
    await expect.poll(() => runningDrill(join(folder, '.doorwatch')), { timeout: 30_000 }).toBeDefined()
    await openIncident(folder)
    expect(await running).toMatchObject({
      ...{ code: 3, stdout: '' },
      stderr: expect.stringContaining('did not run to its end: a real incident is open: claude-1'),
    })
    expect(await proofsIn(folder)).toEqual([])
    expect(runningDrill(join(folder, '.doorwatch'))).toBeUndefined()
  })

  it('stops on `drill stop`, and has no alert to acknowledge', async () => {
    const folder = await folderWithDatabase()
    const running = drill(folder, ['--fault', 'stall', '--patience', '60s'])
    await expect.poll(() => runningDrill(join(folder, '.doorwatch')), { timeout: 30_000 }).toBeDefined()
    const environment = { KEY: 'k', DOORWATCH_DB: join(folder, 'd.sqlite') }
    expect(await command(folder, ['drill', 'ack'], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is a failover test, which sends no alerts'),
    })
    expect((await command(folder, ['drill', 'stop'], environment)).stdout).toContain('-failover-test stops')
    expect((await running).stderr).toContain('did not run to its end: stopped with doorwatch drill stop')
    expect(await proofsIn(folder)).toEqual([])
  })
})

async function openIncident(folder: string): Promise<void> {
  const store = await open(folder)
  const at = Date.now() - 60_000
  const incident = { name: 'claude-1', target: 'claude', openedAt: at, impactAt: at, surfaces: [], scope: '' }
  const entries = [{ at, kind: 'opened', text: 'opened' }] as const
  await store.transaction((tx) =>
    tx.applyChanges('claude', undefined, { transitions: [], notices: [], incident: { incident, entries } }),
  )
  await store.close()
}

async function proofsIn(folder: string) {
  const store = await open(folder)
  const proofs = await store.proofs()
  await store.close()
  return proofs
}
