import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, MINUTE, SECOND } from '../../src/core/index.ts'
import { command } from '../support/command.ts'
import { newFolder, type StartedProduct, startProduct } from '../support/product.ts'

// Two tokens a run, every two seconds: more than the budget on any day, except in its last minutes, which the test waits out.
const CONFIG = `import { defineConfig, env } from 'doorwatch'
export default defineConfig({
  sandbox: { budget: { outputTokens: 60, prices: { input: 1, output: 5 } } },
  alerts: { channels: [{ kind: 'webhook', url: env('HOOK_URL') }] },
  schedule: {
    'sandbox/api': { every: '2s', timeout: '1900ms' },
    'sandbox/cli': { off: true }, 'sandbox/chat': { off: true }, 'sandbox/mobile': { off: true },
    'sandbox/login': { off: true }, 'sandbox/session': { off: true }, 'sandbox/console': { off: true },
    'sandbox/api-methods': { off: true },
  },
})
`

describe('a budget that is nearly used up', () => {
  const folder = newFolder('budget')
  const posts: { headline: string; lines: string[]; kind: string }[] = []
  let hook: Server
  let product: StartedProduct

  beforeAll(async () => {
    const restOfDay = DAY - (Date.now() % DAY)
    if (restOfDay < 3 * MINUTE) await new Promise((resolve) => setTimeout(resolve, restOfDay + SECOND))
    hook = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        posts.push(JSON.parse(body))
        response.end('ok')
      })
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    const { port } = hook.address() as { port: number }
    writeFileSync(join(folder, 'doorwatch.config.ts'), CONFIG)
    writeFileSync(join(folder, '.env'), `HOOK_URL=http://127.0.0.1:${port}/\n`)
    product = startProduct(folder)
  }, 4 * MINUTE)

  afterAll(async () => {
    product.kill('SIGTERM')
    await product.exited
    hook.close()
  })

  it('slows probing, and notifies the owner once', async () => {
    const alert = await product.until('the notice', (events) => events.find((event) => event.event === 'alert'))
    expect(alert).toMatchObject({ kind: 'notice', target: 'sandbox' })
    expect(alert.headline).toMatch(
      /^probing is slowed to keep within its budget \(today would take about [\d,]+ output tokens, its budget is 60/,
    )
    expect(JSON.stringify(alert.lines)).toMatch(/\d+ % of it used by \d\d:\d\d UTC: api now runs every/)
    await expect.poll(() => posts.length).toBe(1)
    expect(posts[0]).toMatchObject({ kind: 'notice', headline: alert.headline })
  })

  it('keeps the state of the surface, with runs far apart', async () => {
    const runs = () => product.events().filter(({ event }) => event === 'run').length
    const before = runs()
    await new Promise((resolve) => setTimeout(resolve, 12_000))
    expect(runs() - before).toBeLessThanOrEqual(1)
    const { stdout, code } = await command(folder, ['status', 'api', '--json'])
    expect(code).toBe(0)
    const { surfaces, spend } = JSON.parse(stdout)
    expect(surfaces).toMatchObject([{ surface: 'api', state: 'operational' }])
    const [today] = spend
    expect(today).toMatchObject({
      target: 'sandbox',
      budget: { outputTokens: 60 },
      slowed: expect.stringMatching(/probing sandbox (as configured|has used)/),
    })
    expect(today.outputTokens).toBe(2 * runs())
    expect(today.usd).toBeCloseTo((today.inputTokens + 5 * today.outputTokens) / 1e6, 9)
  })

  it('counts manual runs, in status as well', async () => {
    const { outputTokens: before } = JSON.parse((await command(folder, ['status', '--json'])).stdout).spend[0]
    expect(await command(folder, ['run', 'api'])).toMatchObject({ code: 0 })
    const { stdout } = await command(folder, ['status'])
    expect(stdout).toMatch(new RegExp(`sandbox {2}spent today \\(UTC\\): .*, ${before + 2} output tokens \\(`))
    expect(stdout).toMatch(/slowed: probing sandbox (as configured|has used)/)
    expect(posts).toHaveLength(1)
  })

  it('holds over a restart: the start spends nothing', async () => {
    product.kill('SIGTERM')
    await product.exited
    product = startProduct(folder)
    await product.until('the worker', () => (/as configured about/.test(product.stderr()) ? true : undefined))
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    expect(product.events().filter(({ event }) => event === 'run' || event === 'alert')).toEqual([])
    expect(product.stderr()).toMatch(/sandbox: as configured about .* a day; the budget is 60 output tokens/)
  })
})
