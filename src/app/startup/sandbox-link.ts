import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../../machine/index.ts'

/** Where a sandbox runs; a file in the state folder, so that other commands find it. */
export interface SandboxLink {
  readonly url: string
  readonly controlUrl: string
  readonly pid: number
}

const fileIn = (stateDir: string) => join(stateDir, 'sandbox.json')

/** Writes where the sandbox runs. */
export function writeSandboxLink(stateDir: string, link: SandboxLink): void {
  replaceFile(fileIn(stateDir), JSON.stringify(link), 0o600)
}

/** Removes the file, unless a newer sandbox has replaced it. */
export function removeSandboxLink(stateDir: string, pid: number): void {
  if (readSandboxLink(stateDir)?.pid === pid) rmSync(fileIn(stateDir), { force: true })
}

/** Where the sandbox runs or last ran; undefined where the file is missing or not readable. */
export function readSandboxLink(stateDir: string): SandboxLink | undefined {
  try {
    const link = JSON.parse(readFileSync(fileIn(stateDir), 'utf8')) as Partial<SandboxLink>
    const { url, controlUrl, pid } = link
    return url && controlUrl && pid ? { url, controlUrl, pid } : undefined
  } catch {
    return undefined
  }
}
