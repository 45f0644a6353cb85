import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'

const folder = tempFolder()
const PASSWORD = 'own-password-51fa'

const options = (text: string) => `every: '1m', timeout: '8s', ${text}`
const probe = (text: string, body: string) => `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ ${options(text)} }, async ({ http, step, target }) => { ${body} })`
const look = "await step('look', async () => { expect((await http.request(target.urls.cart)).status).toBe(200) })"

const FILES: Readonly<Record<string, string>> = {
  named: probe("name: 'named', surface: 'checkout', target: 'shop'", look),
  address: probe("name: 'address', surface: 'cart'", look),
  needs: probe("name: 'needs', surface: 'basket', needs: ['cart']", look),
  door: probe("name: 'door', surface: 'login', target: 'shop'", look),
  sends: probe(
    "name: 'sends', surface: 'checkout', target: 'shop'",
    `await step('send', async () => {
      const answer = await http.request(target.urls.cart, { headers: { 'x-password': target.secrets.PASSWORD.reveal() } })
      expect(answer.text).toBe('something else')
    })`,
  ),
  mistyped: probe(
    "name: 'mistyped', surface: 'checkout', target: 'shop'",
    "await step('send', () => { expect(target.secrets.PASWORD.reveal()).toBe('') })",
  ),
  absent: probe(
    "name: 'absent', surface: 'checkout', target: 'shop'",
    "await step('send', async () => { expect((await http.request(target.urls.home)).status).toBe(200) })",
  ),
  nowhere: probe("name: 'nowhere', surface: 'garden'", look),
  misspelt: probe("name: 'misspelt', surface: 'garden', needs: ['crt']", look),
}

let server: Server
let kit: Kit
beforeAll(async () => {
  server = createServer((request, response) => response.end(`you sent ${request.headers['x-password']}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const shop: Target = {
    name: 'shop',
    title: 'Shop',
    urls: { cart: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cart` },
    secrets: { PASSWORD: new Secret('SHOP_PASSWORD', PASSWORD) },
  }
  const targets = [shop, siteTarget('http://127.0.0.1:9/')]
  kit = await startKit({ folder, files: writeProbes(folder, FILES), targets, more: { browser: undefined } })
})
afterAll(async () => {
  await kit.engine.stop()
  server.close()
})

describe('a target without a door of its own', () => {
  it('is tried by the probes that name it, its address or need its address, under any surface', () => {
    const planned = kit.plans.map(({ target, surface, probe: name }) => `${target}/${surface} ${name}`)
    expect(planned.sort()).toEqual([
      'shop/basket needs',
      'shop/cart address',
      'shop/checkout absent',
      'shop/checkout mistyped',
      'shop/checkout named',
      'shop/checkout sends',
      'shop/login door',
    ])
  })

  it.each(['named', 'address', 'needs', 'door'])('is reached at its addresses: %s', async (name) => {
    expect(await kit.run(name)).toMatchObject({ outcome: 'passed' })
  })

  it('gives its probes secrets, which are scrubbed from what a run leaves behind', async () => {
    const run = await kit.run('sends')
    expect(run.failure).toMatchObject({
      class: 'wrong_answer',
      message: expect.stringContaining('[secret SHOP_PASSWORD]'),
    })
    expect(JSON.stringify(run)).not.toContain(PASSWORD)
  })

  it('fails a run that reads a secret or an address it does not have, with the nearest name or the line to add', async () => {
    expect((await kit.run('mistyped')).failure).toMatchObject({
      class: 'probe_error',
      message: expect.stringContaining('target shop has no secret "PASWORD". Did you mean "PASSWORD"?'),
    })
    expect((await kit.run('absent')).failure).toMatchObject({
      blame: 'probe',
      message: expect.stringContaining("Add it to the target in the configuration: urls: { home: 'https://…' }"),
    })
  })

  it('is asked for where a probe does not say which target it is for', () => {
    const problemOf = (file: string) => kit.problems.find(({ source }) => source.endsWith(`/${file}.probe.ts`))
    expect(problemOf('nowhere')).toMatchObject({ path: 'surface', hint: expect.stringContaining("target: 'shop'") })
    expect(problemOf('misspelt')).toMatchObject({ path: 'needs', got: 'crt', hint: 'Did you mean "cart"?' })
  })
})
