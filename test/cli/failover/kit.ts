import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { CLI_ENTRY } from '../../sandbox/support.ts'

/** A team's folder: the SDK that is installed here, and the sandbox's client under the name of Claude Code. */
export function equip(folder: string): { readonly PATH: string } {
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const file = join(bin, 'claude')
  writeFileSync(file, `#!${process.execPath}\nimport(${JSON.stringify(pathToFileURL(CLI_ENTRY).href)})\n`)
  chmodSync(file, 0o755)
  return { PATH: `${bin}:/usr/bin:/bin` }
}
