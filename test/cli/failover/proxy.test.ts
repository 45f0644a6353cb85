import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { command } from '../../support/command.ts'
import { type Gateway, obedientModel, startGateway } from '../../support/failing-gateway.ts'
import { newFolder, type StartedProduct, startProduct } from '../../support/product.ts'

const CANARY = 'canary-key-0c4e'
let proxy: StartedProduct | undefined
let gateway: Gateway | undefined
afterEach(async () => {
  proxy?.kill('SIGKILL')
  await proxy?.exited
  await gateway?.stop()
  proxy = undefined
  gateway = undefined
})

/** Starts `doorwatch proxy` as a process of its own. */
async function startProxy(
  folder: string,
  ...args: readonly string[]
): Promise<{ product: StartedProduct; url: string }> {
  const product = startProduct(folder, {}, ['proxy', '--port', '0', ...args])
  proxy = product
  const at = () => /The fault proxy is at (\S+)\. /.exec(product.stdout())?.[1]
  await product.until('its address', at)
  return { product, url: at() ?? '' }
}

function ask(url: string): Promise<Response> {
  return fetch(`${url}/v1/messages?key=${CANARY}`, {
    method: 'POST',
    headers: { 'x-api-key': CANARY, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'claude-x', max_tokens: 9, messages: [{ role: 'user', content: CANARY }] }),
  })
}

describe('doorwatch proxy', () => {
  it('injects its fault into every request, prints no key and no text, and leaves nothing behind', async () => {
    const folder = newFolder('proxy')
    const { product, url } = await startProxy(folder, '--fault', '529')
    const link = join(folder, '.doorwatch/proxy.json')
    expect(statSync(link).mode & 0o777).toBe(0o600)
    expect((await ask(url)).status).toBe(529)
    await expect.poll(product.stdout).toMatch(/POST \/v1\/messages {2}fault 529/)
    expect(product.stdout() + product.stderr() + readFileSync(link, 'utf8')).not.toContain(CANARY)
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    expect(existsSync(link)).toBe(false)
  })

  it('refuses a fault that does not exist', async () => {
    const answer = await command(newFolder('proxy'), ['proxy', '--fault', 'meteor'])
    expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining('overloaded-mid') })
  })

  it('serves a failover test, and passes on within seconds after the test was killed', async () => {
    const folder = newFolder('proxy')
    const { product, url } = await startProxy(folder)
    gateway = await startGateway({ a: url, b: obedientModel, losesMidStream: false, timeoutMs: 120_000 })
    const drill = ['drill', '--through', gateway.url, '--route', 'gateway']
    const test = await command(folder, [...drill, '--fault', '529', '--json'])
    expect([test.code, JSON.parse(test.stdout).outcome]).toEqual([0, 'green'])

    const killed = startProduct(folder, {}, [...drill, '--fault', 'hang', '--patience', '2m'])
    await expect.poll(product.stdout).toContain('fault hang')
    killed.kill('SIGKILL')
    await killed.exited
    const answered = gateway.log.length
    // Only the end of the lease lets the request go: the gateway itself would wait for two minutes.
    await expect.poll(() => gateway?.log.slice(answered)).toEqual([{ logged: 'success', by: 'B' }])
    expect((await ask(url)).status).toBe(200)
  })
})
