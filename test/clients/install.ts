import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The clients and the versions that the profiles were measured with. */
export const PINNED = {
  '@anthropic-ai/claude-code': '2.1.330',
  '@openai/codex': '0.169.0',
  '@google/gemini-cli': '0.61.0',
} as const

/**
 * Installs the pinned clients (0.9 GB) into a cache folder outside the repository, unless they are there; gives the
 * folder of their programs.
 * @throws Error where npm cannot install them
 */
export function installClients(): string {
  const root = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'doorwatch', 'clients')
  const programs = join(root, 'node_modules', '.bin')
  if (Object.entries(PINNED).every(([name, version]) => installedVersion(root, name) === version)) return programs
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "private": true }\n')
  const packages = Object.entries(PINNED).map(([name, version]) => `${name}@${version}`)
  process.stderr.write(`Installing ${packages.join(', ')} into ${root}\n`)
  const npm = spawnSync('npm', ['install', '--save-exact', '--no-audit', '--no-fund', ...packages], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (npm.status !== 0 || !existsSync(programs)) throw new Error('npm could not install the clients')
  return programs
}

function installedVersion(root: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
    return (JSON.parse(text) as { version?: string }).version
  } catch {
    return undefined
  }
}
