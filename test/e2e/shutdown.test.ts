import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { descendantsOf, isAlive, newFolder, type StartedProduct, startProduct } from '../support/product.ts'

/** The promise is five seconds; the machine of a test may be slow to start a process or to notice its end. */
const STOPPED_WITHIN_MS = 7_000

const CONFIG = `import { defineConfig } from 'doorwatch'
export default defineConfig({ sandbox: true, builtinProbes: false, probes: ['probes'] })`
const PROBE = `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: 'api', surface: 'api', every: '2s', timeout: '1s' }, async ({ http, step, target }) => {
  await step('ask', async () => expect((await http.request(target.api.url)).status).toBeGreaterThan(0))
})`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder('shutdown')
  mkdirSync(join(folder, 'probes'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

function started(folder: string): StartedProduct {
  const product = startProduct(folder)
  onTestFinished(() => product.kill('SIGKILL'))
  return product
}

/** Sends SIGTERM; gives the exit code. Fails where the process, or one that it started, is still there afterwards. */
async function stopped(product: StartedProduct): Promise<number | null> {
  const children = await descendantsOf(product.pid)
  product.kill('SIGTERM')
  const code = await Promise.race([
    product.exited,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('it did not stop')), STOPPED_WITHIN_MS)),
  ])
  for (let tries = 0; children.some(isAlive) && tries < 60; tries += 1)
    await new Promise((wait) => setTimeout(wait, 50))
  expect(children.filter(isAlive)).toEqual([])
  return code
}

const until = async (found: () => boolean | Promise<boolean>) => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await found()) return
    await new Promise((wait) => setTimeout(wait, 50))
  }
  throw new Error('waited in vain')
}

const hasRun = (product: StartedProduct) =>
  product.until('a run', (events) => events.find(({ event }) => event === 'run'))

describe('SIGTERM', () => {
  it('stops a start that waits for a probe file which hangs', async () => {
    const product = started(
      folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/hang.probe.ts': 'await new Promise(() => {})' }),
    )
    await until(async () => (await descendantsOf(product.pid)).length > 0)
    expect(await stopped(product)).toBe(0)
  })

  it('stops a start that waits for a configuration which hangs', async () => {
    const folder = folderWith({})
    const isLoading = join(folder, 'loading')
    const config = `
      import { writeFileSync } from 'node:fs'
      writeFileSync(${JSON.stringify(isLoading)}, '')
      await new Promise(() => setInterval(() => {}, 1_000))`
    writeFileSync(join(folder, 'doorwatch.config.ts'), config)
    const product = started(folder)
    await until(async () => existsSync(isLoading))
    expect(await stopped(product)).toBe(0)
  })

  it('stops the worker while another process has locked the database', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': PROBE })
    const product = started(folder)
    await hasRun(product)
    const lock = new BetterSqlite(join(folder, '.doorwatch/doorwatch.sqlite'))
    onTestFinished(() => void lock.close())
    lock.exec('BEGIN IMMEDIATE')
    await new Promise((wait) => setTimeout(wait, 2_500))
    expect(await stopped(product)).toBe(0)
    lock.exec('ROLLBACK')
    expect(lock.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('stops a worker whose probe blocks its process', async () => {
    const spin = PROBE.replace("await step('ask', async () =>", "await step('spin', async () => { for (;;); ")
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': spin.replace('0))', '0) })') })
    const product = started(folder)
    await until(async () => (await descendantsOf(product.pid)).length > 0)
    await new Promise((wait) => setTimeout(wait, 2_000))
    expect(await stopped(product)).toBe(0)
  })

  it('sent twice exits at once', async () => {
    const folder = folderWith({ 'doorwatch.config.ts': CONFIG, 'probes/api.probe.ts': PROBE })
    const product = started(folder)
    await hasRun(product)
    product.kill('SIGTERM')
    product.kill('SIGINT')
    await product.exited
    expect((await descendantsOf(product.pid)).filter(isAlive)).toEqual([])
  })
})
