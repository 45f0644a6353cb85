import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from './folder.ts'

/** A private key and its certificate, as PEM. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

const folder = newFolder('certificates')
const identities = new Map<string, Identity>()

/**
 * A certificate that is signed by its own key, made once per test file.
 * @param days how long it is valid; 0: it has expired
 */
export function selfSigned(host: string, days: number): Identity {
  const name = `${host}-${days}`
  const identity = identities.get(name) ?? createIdentity(name, host, days)
  identities.set(name, identity)
  return identity
}

function createIdentity(name: string, host: string, days: number): Identity {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`]
  openssl('req', ...key, '-out', `${name}.csr`, '-subj', `/CN=${host}`)
  openssl('x509', '-req', '-in', `${name}.csr`, '-signkey', `${name}.key`, '-days', String(days), '-out', `${name}.pem`)
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  return { key: read(`${name}.key`), cert: read(`${name}.pem`) }
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
