import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunResult, Secret, SILENT } from '../../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { createEngine, findBrowser } from '../../../../src/run/index.ts'
import { newFolder } from '../../../support/folder.ts'
import { writeProbes } from '../../engine-kit.ts'
import { verdictLine } from '../../kit.ts'

const folder = newFolder('tls')
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

function openssl(...args: readonly string[]): void {
  const result = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(result.stderr)
}

/** A certificate signed by an authority of the test's own. */
function certificate(name: string, host: string, days: number): { readonly key: string; readonly cert: string } {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`]
  openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${host}`)
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=DNS:${host}`)
  const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', `${name}.ext`]
  openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-days', String(days), '-out', `${name}.pem`)
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  return { key: read(`${name}.key`), cert: read(`${name}.pem`) }
}

async function listen(identity: { readonly key: string; readonly cert: string }): Promise<string> {
  const server = createServer(identity, (_request, answer) => answer.end())
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `https://localhost:${typeof address === 'object' ? address?.port : 0}`
}

/** Runs the api or the console probe in a runner process that trusts the test's authority, as one behind a company's proxy does. */
async function ask(url: string, control: string, probe: 'api' | 'page' = 'api'): Promise<RunResult> {
  const door = { url, key: new Secret('KEY', 'sesame'), model: 'm', prompt: 'p', answer: 'a' }
  const pages = { url, locators: { keysLink: 'a', keys: 'h1' } }
  const [page = ''] = writeProbes(folder, { page: PAGE })
  const engine = createEngine({
    probeFiles: [join(PACKAGE_ROOT, 'probes/api.probe.ts'), page],
    targets: [{ name: 'here', title: 'Here', api: door, console: pages, controls: [control] }],
    location: 'test',
    stateDir: folder,
    browser: probe === 'api' ? undefined : await findBrowser(),
    environment: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') },
    log: SILENT,
    clock: { now: () => Date.now() },
  })
  try {
    await engine.load()
    const names = { target: 'here', surface: probe === 'api' ? 'api' : 'console', probe, location: 'test' }
    return await engine.run({ ...names, trigger: 'manual', scheduledAt: Date.now(), evidence: false })
  } finally {
    await engine.stop()
  }
}

const PAGE = "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toBeVisible()"

const authority = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'authority.key']
openssl('req', '-x509', ...authority, '-out', 'authority.pem', '-subj', '/CN=Test authority', '-days', '2')

describe('a door behind TLS', () => {
  it.each([
    ['an expired certificate', 'localhost', -1, 'CERT_HAS_EXPIRED'],
    ['a certificate for another host', 'elsewhere.example', 2, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('with %s is a tls failure, and the provider’s while our own network works', async (name, host, days, code) => {
    const url = await listen(certificate(name.replaceAll(' ', '-'), host, days))
    const report = await ask(url, url.replace('https://localhost', 'tcp://127.0.0.1'))
    expect(verdictLine(report)).toBe(`tls/provider at 'stream a message': no secure connection (${code})`)
    expect(report.outcome).toBe('failed')
    const seen = await ask(url, url.replace('https://localhost', 'tcp://127.0.0.1'), 'page')
    expect(verdictLine(seen)).toMatch(/^tls\/provider at 'open': no secure connection \(ERR_CERT_[A-Z_]+\)$/)
  })

  it('with an authority that is not trusted here is a tls failure', async () => {
    const stranger = newFolder('stranger')
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(stranger, 'key')]
    openssl('req', '-x509', ...key, '-out', join(stranger, 'pem'), '-subj', '/CN=localhost', '-days', '2')
    const read = (name: string) => readFileSync(join(stranger, name), 'utf8')
    const url = await listen({ key: read('key'), cert: read('pem') })
    const report = await ask(url, url.replace('https://localhost', 'tcp://127.0.0.1'))
    expect(verdictLine(report)).toMatch(/^tls\/provider .*\(DEPTH_ZERO_SELF_SIGNED_CERT\)$/)
  })

  it('with a certificate that is trusted is asked; what it answers is another matter', async () => {
    const url = await listen(certificate('good', 'localhost', 2))
    const report = await ask(url, url.replace('https://localhost', 'tcp://127.0.0.1'))
    expect(verdictLine(report)).toContain('instead of an event stream')
  })

  it('is trouble of our network while our own control address is out of reach', async () => {
    const url = await listen(certificate('offline', 'localhost', -1))
    const report = await ask(url, 'tcp://127.0.0.1:1')
    expect(verdictLine(report)).toMatch(/^tls\/network /)
    expect(report.outcome).toBe('error')
  })

  it('that answers in the clear is a tls failure', async () => {
    const server = createPlainServer((_request, answer) => answer.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const report = await ask(`https://localhost:${port}`, `tcp://127.0.0.1:${port}`)
    server.close()
    expect(verdictLine(report)).toMatch(/^tls\/provider /)
  })
})
