import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ProxyAddress } from '../../fault-proxy/index.ts'
import { readProcessNote, replaceFile } from '../../machine/index.ts'

/** A running fault proxy; a file in the state folder, so that a failover test finds it. */
export interface ProxyLink extends ProxyAddress {
  readonly pid: number
  /** Provider A: an address, or `sandbox`. */
  readonly upstream: string
}

const fileIn = (stateDir: string) => join(stateDir, 'proxy.json')

/** Writes where the proxy runs. Only this user can read it: it opens the control endpoint. */
export function writeProxyLink(stateDir: string, link: ProxyLink): void {
  replaceFile(fileIn(stateDir), JSON.stringify(link), 0o600)
}

/** Removes the file, unless a newer proxy has replaced it. */
export function removeProxyLink(stateDir: string): void {
  if (readProxyLink(stateDir)?.pid === process.pid) rmSync(fileIn(stateDir), { force: true })
}

/** The proxy that runs; undefined where none does. */
export function readProxyLink(stateDir: string): ProxyLink | undefined {
  return readProcessNote<ProxyLink>(fileIn(stateDir))
}
