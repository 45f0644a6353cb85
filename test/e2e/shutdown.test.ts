import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { descendantsOf, newFolder, type StartedProduct, startProduct, untilGone } from '../support/product.ts'
import { until } from '../support/until.ts'

/** The documented limit of a stop. */
const STOPS_WITHIN_MS = 5_000
/** Added for a machine that is slow to schedule and to end processes: at least this, and more where a process is slow to start. */
const LEAST_TOLERANCE_MS = 2_000
const TOLERANCE_IN_STARTS = 20
/** Ends a test that hangs. */
const LIMIT_MS = 240_000

const CONFIG = `import { defineConfig } from 'doorwatch'
export default defineConfig({ sandbox: true, builtinProbes: false, probes: ['probes'] })`
/** Appends to a file when a run begins, so that a test can wait for it. */
const PROBE = `import { appendFileSync } from 'node:fs'
import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: 'api', surface: 'api', every: '2s', timeout: '1s' }, async ({ http, step, target }) => {
  appendFileSync(BEGUN, '.')
  await step('ask', async () => expect((await http.request(target.api.url)).status).toBeGreaterThan(0))
})`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder('shutdown')
  mkdirSync(join(folder, 'probes'))
  const begun = JSON.stringify(begunIn(folder))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text.replaceAll('BEGUN', begun))
  return folder
}

/** The file in which a probe or a configuration notes that it runs; BEGUN in their texts. */
function begunIn(folder: string): string {
  return join(folder, 'begun')
}

/** @returns How often something has begun. */
function beginsIn(folder: string): number {
  return existsSync(begunIn(folder)) ? readFileSync(begunIn(folder), 'utf8').length : 0
}

function started(folder: string): StartedProduct {
  const product = startProduct(folder)
  onTestFinished(() => product.kill('SIGKILL'))
  return product
}

/** Sends SIGTERM; gives the exit code. Fails where the process, or one that it started, is still there afterwards. */
async function stopped(product: StartedProduct): Promise<number | null> {
  const children = await descendantsOf(product.pid)
  const limitMs = STOPS_WITHIN_MS + Math.max(LEAST_TOLERANCE_MS, TOLERANCE_IN_STARTS * startMs())
  product.kill('SIGTERM')
  const code = await Promise.race([
    product.exited,
    new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error(`it did not stop within ${limitMs} ms`)), limitMs),
    ),
  ])
  await untilGone(children)
  return code
}

/** @returns How long a process takes to start and end on this machine now, ms. */
function startMs(): number {
  const startedAt = performance.now()
  spawnSync(process.execPath, ['-e', ''])
  return performance.now() - startedAt
}

const hasRun = (product: StartedProduct) =>
  product.until('a run', (events) => events.find(({ event }) => event === 'run'), LIMIT_MS)

describe('SIGTERM', { timeout: LIMIT_MS }, () => {
  it('stops a start that waits for a probe file which hangs', async () => {
    const hang = `import { appendFileSync } from 'node:fs'
      appendFileSync(BEGUN, '.')
      await new Promise(() => {})`
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/hang.probe.ts': hang })
    const product = started(folder)
    await until('its begin', () => beginsIn(folder) > 0)
    expect(await stopped(product)).toBe(0)
  })

  it('stops a start that waits for a configuration which hangs', async () => {
    const config = `import { appendFileSync } from 'node:fs'
      appendFileSync(BEGUN, '.')
      await new Promise(() => setInterval(() => {}, 1_000))`
    const folder = folderWith({ 'doorwatch.config.ts': config })
    const product = started(folder)
    await until('its begin', () => beginsIn(folder) > 0)
    expect(await stopped(product)).toBe(0)
  })

  it('stops the worker while another process has locked the database', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': PROBE })
    const product = started(folder)
    await hasRun(product)
    const lock = new BetterSqlite(join(folder, '.doorwatch/doorwatch.sqlite'))
    onTestFinished(() => void lock.close())
    lock.exec('BEGIN IMMEDIATE')
    // The second run that begins from here on follows one that ended under the lock: its result waits to be stored.
    const before = beginsIn(folder)
    await until('two more begins', () => beginsIn(folder) >= before + 2)
    expect(await stopped(product)).toBe(0)
    lock.exec('ROLLBACK')
    expect(lock.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('stops a worker whose probe blocks its process', async () => {
    const spin = PROBE.replace("await step('ask', async () =>", "await step('spin', async () => { for (;;); ")
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': spin.replace('0))', '0) })') })
    const product = started(folder)
    await until('its begin', () => beginsIn(folder) > 0)
    expect(await stopped(product)).toBe(0)
  })

  it('sent twice exits at once', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': PROBE })
    const product = started(folder)
    await hasRun(product)
    const children = await descendantsOf(product.pid)
    expect(children.length).toBeGreaterThan(0)
    product.kill('SIGTERM')
    product.kill('SIGINT')
    await product.exited
    await untilGone(children)
  })
})
