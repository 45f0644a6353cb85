import { type ChildProcess, fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult, Target } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { type Kit, startKit, tempFolder } from '../engine-kit.ts'
import { targetOf, verdictLine } from '../kit.ts'
import { startRunnerHere } from '../runner-here.ts'

const running = useSandbox()
const folder = tempFolder()

/** Where packets vanish: a listener that is stopped and whose queue is full neither accepts nor refuses a connection. */
let hole: { readonly port: number; readonly close: () => void }

beforeAll(async () => {
  const script = join(folder, 'hole.mjs')
  writeFileSync(
    script,
    "import { createServer } from 'node:net'; const server = createServer(() => {}); server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.send(server.address().port))",
  )
  const child: ChildProcess = fork(script, { stdio: 'ignore' })
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(message as number)))
  child.kill('SIGSTOP')
  const queue: Socket[] = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await new Promise((resolve) => setTimeout(resolve, 300))
  hole = {
    port,
    close: () => {
      for (const socket of queue) socket.destroy()
      child.kill('SIGKILL')
    },
  }
})
afterAll(() => hole.close())

/** The sandbox with every door moved to another address. */
function moved(url: string, controls?: readonly string[]): Target {
  return targetOf(running, ({ controls: _controls, ...target }) => ({
    ...target,
    ...(controls ? { controls } : {}),
    ...(target.api ? { api: { ...target.api, url } } : {}),
    ...(target.console ? { console: { ...target.console, url: `${url}/console` } } : {}),
    ...(target.cli
      ? { cli: { ...target.cli, env: { ...target.cli.env, ANTHROPIC_BASE_URL: url, API_TIMEOUT_MS: '2000' } } }
      : {}),
  }))
}

/** Runs an api, a cli and a browser probe against the same address. */
async function tryAll(target: Target): Promise<readonly RunResult[]> {
  const page = join(folder, 'page.probe.ts')
  writeFileSync(
    page,
    `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ name: 'page', surface: 'console', every: '1m', timeout: '10s' }, async ({ page, step, target }) => {
  await step('open', () => page.goto(target.console.url))
  await expect(page.locator('h1')).toBeVisible()
})`,
  )
  const files = [...['api', 'cli'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`)), page]
  const timeouts = { api: { timeoutMs: 10_000 }, cli: { timeoutMs: 14_000 } }
  const more = { overrides: timeouts }
  const kit: Kit = await startKit({ folder, files, targets: [target], more, start: startRunnerHere })
  try {
    return await Promise.all(['api', 'cli', 'page'].map((name) => kit.run(name)))
  } finally {
    await kit.engine.stop()
  }
}

/** An address without a listener. */
async function closed(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

const blames = (results: readonly RunResult[]) => results.map(({ failure }) => `${failure?.class}/${failure?.blame}`)

describe('a machine that is offline', () => {
  it('whose packets vanish measures nothing, by api, client or browser', async () => {
    const url = `http://127.0.0.1:${hole.port}`
    const results = await tryAll(moved(url, [url, `tcp://127.0.0.1:${hole.port}`]))
    expect(blames(results)).toEqual(['connect/network', 'timeout/network', 'timeout/network'])
    for (const { outcome } of results) expect(outcome).toBe('error')
    expect(results.map(verdictLine)[0]).toContain('no connection within')
  })

  it('where no connection is let through measures nothing, by api, client or browser', async () => {
    const url = await closed()
    const results = await tryAll(moved(url, [url, url.replace('http:', 'tcp:')]))
    expect(blames(results)).toEqual(['connect/network', 'connect/network', 'connect/network'])
  })

  it('where no name is found measures nothing, though an address in digits still answers', async () => {
    const { controlUrl } = running.sandbox
    const results = await tryAll(moved('http://service.invalid', [controlUrl, 'tcp://control.invalid:443']))
    expect(blames(results)).toEqual(['dns/network', 'dns/network', 'dns/network'])
  })
})

describe('a service that is not there while our own network works', () => {
  it('and drops every packet is the provider’s trouble, by api, client or browser', async () => {
    const results = await tryAll(moved(`http://127.0.0.1:${hole.port}`, [running.sandbox.controlUrl]))
    expect(blames(results)).toEqual(['connect/provider', 'timeout/provider', 'timeout/provider'])
    for (const { outcome } of results) expect(outcome).toBe('failed')
  })

  it('and turns every connection away is the provider’s trouble, by api, client or browser', async () => {
    const results = await tryAll(moved(await closed(), [running.sandbox.controlUrl]))
    expect(blames(results)).toEqual(['connect/provider', 'connect/provider', 'connect/provider'])
  })

  it('and has no name any more is the provider’s trouble, by api, client or browser', async () => {
    const control = running.sandbox.controlUrl.replace('127.0.0.1', 'localhost')
    const results = await tryAll(moved('http://service.invalid', [control]))
    expect(blames(results)).toEqual(['dns/provider', 'dns/provider', 'dns/provider'])
  })
})

describe('a service on this machine without controls', () => {
  it('that turns every connection away is in trouble itself: nothing else can be wrong', async () => {
    const results = await tryAll(moved(await closed()))
    expect(blames(results)).toEqual(['connect/provider', 'connect/provider', 'connect/provider'])
    // The client says only that it got no connection, not how.
    const signs = results.map(({ failure }) => failure?.network?.sign)
    expect(signs).toEqual(['answer', 'silence', 'answer'])
    for (const { failure } of results) expect(failure?.network).toMatchObject({ decidedBy: 'itself', votes: [] })
  })
})

describe('a silence in the middle of an answer', () => {
  it('is our network’s while no control address answers either', async () => {
    await running.control.break('api', 'stall')
    const { url } = running.sandbox
    const deaf = await tryAll(moved(url, ['tcp://127.0.0.1:1']))
    expect(deaf[0]?.failure).toMatchObject({ class: 'stalled', blame: 'network' })
    // An answer that came is an answer: the sender of a status is there.
    await running.control.break('api', '500')
    expect((await tryAll(moved(url, ['tcp://127.0.0.1:1'])))[0]?.failure).toMatchObject({ blame: 'provider' })
  })
})
