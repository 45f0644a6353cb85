import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import api from '../../probes/api.probe.ts'
import { Secret, type Target } from '../../src/core/index.ts'
import { newFolder } from '../support/product.ts'
import { runHere, verdictLine } from './kit.ts'

const folder = newFolder('tls')
const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

function openssl(...args: readonly string[]): void {
  const made = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
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

function ask(url: string, controls: readonly string[]) {
  const door = { url, key: new Secret('KEY', 'sesame'), model: 'm', prompt: 'p', answer: 'a' }
  const target: Target = { name: 'here', title: 'Here', api: door, controls }
  return runHere(api, target)
}

const authority = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'authority.key']
openssl('req', '-x509', ...authority, '-out', 'authority.pem', '-subj', '/CN=Test authority', '-days', '2')

describe('a door behind TLS', () => {
  it.each([
    ['an expired certificate', 'localhost', -1],
    ['a certificate for another host', 'elsewhere.example', 2],
    ['a certificate of an authority that is not trusted', 'localhost', 2],
  ])('with %s is a tls failure, and the provider’s while our own network works', async (name, host, days) => {
    const url = await listen(certificate(name.replaceAll(' ', '-'), host, days))
    const plain = url.replace('https://localhost', 'tcp://127.0.0.1')
    const report = await ask(url, [plain])
    expect(verdictLine(report)).toMatch(/^tls\/provider at 'stream a message': no secure connection \([A-Z_]+\)$/)
    expect(verdictLine(await ask(url, ['tcp://127.0.0.1:1']))).toMatch(/^tls\/network /)
  })

  it('that answers in the clear is a tls failure too', async () => {
    const { createServer: plainServer } = await import('node:http')
    const server = plainServer((_request, answer) => answer.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const report = await ask(`https://localhost:${port}`, [`tcp://127.0.0.1:${port}`])
    server.close()
    expect(verdictLine(report)).toMatch(/^tls\/provider /)
  })
})
