import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

const run = promisify(execFile)
const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'))
const MAIN = "#!/usr/bin/env node\nconsole.log('the built product')\n"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A package with the `prepare` of this one, built once; its build adds nothing. */
function builtPackage() {
  const root = mkdtempSync(join(tmpdir(), 'doorwatch-prepare-'))
  folders.push(root)
  const folder = join(root, 'clone')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  const manifest = { name: 'clone', version: '1.0.0', bin: { clone: 'dist/main.js' } }
  const build = 'node -e "0"'
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, scripts: { prepare: scripts.prepare, build } }),
  )
  writeFileSync(join(folder, 'dist/main.js'), MAIN, { mode: 0o755 })
  const npm = (cwd: string, ...args: readonly string[]) => {
    const env = {
      PATH: process.env.PATH,
      HOME: root,
      npm_config_cache: join(root, 'cache'),
      npm_config_offline: 'true',
    }
    return run(args[0] ?? '', args.slice(1), { cwd, env })
  }
  return { root, folder, npm, isBuilt: () => existsSync(join(folder, 'dist/main.js')) }
}

describe('preparing the package', () => {
  it('keeps the files of a running product when npx runs its first command', async () => {
    const { folder, npm, isBuilt } = builtPackage()
    const { stdout } = await npm(folder, 'npx', '--yes', 'clone')
    expect(stdout).toContain('the built product')
    expect(isBuilt()).toBe(true)
  })

  it('keeps them when the folder is installed into another one', async () => {
    const { root, folder, npm, isBuilt } = builtPackage()
    const other = join(root, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'package.json'), '{}')
    await npm(other, 'npm', 'install', folder)
    expect(existsSync(join(other, 'node_modules/clone'))).toBe(true)
    expect(isBuilt()).toBe(true)
  })

  it('removes what an earlier version built when its own dependencies are installed', async () => {
    const { folder, npm, isBuilt } = builtPackage()
    await npm(folder, 'npm', 'install')
    expect(isBuilt()).toBe(false)
  })
})
