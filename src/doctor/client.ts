import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../core/index.ts'
import { type Check, type Found, fail, ok } from './check.ts'

/** Is the command-line client installed, and does it run. */
export function clientChecks(target: Target, searchPath: string | undefined): readonly Check[] {
  const { cli } = target
  const program = cli?.command[0]
  if (!cli || program === undefined) return []
  return [{ name: `${target.name}/cli`, run: (signal) => version(program, cli.versionArgs, { signal, searchPath }) }]
}

async function version(
  program: string,
  args: readonly string[],
  how: { readonly signal: AbortSignal; readonly searchPath: string | undefined },
): Promise<Found> {
  const home = mkdtempSync(join(tmpdir(), 'doorwatch-doctor-'))
  const env = { HOME: home, TMPDIR: home, ...(how.searchPath === undefined ? {} : { PATH: how.searchPath }) }
  try {
    return await new Promise<Found>((resolve) => {
      execFile(program, args, { env, cwd: home, signal: how.signal }, (error, stdout) => {
        if (!error) resolve(ok(`${program} runs: ${stdout.trim().split('\n')[0]?.slice(0, 60) ?? ''}`))
        else resolve(broken(program, error))
      })
    })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function broken(program: string, error: { readonly code?: unknown }): Found {
  if (error.code === 'ENOENT') {
    return fail(
      `${program} is not installed, or not on PATH`,
      'Install it, name its full path in the config, or leave the door out (cli: false in a preset).',
    )
  }
  return fail(`${program} does not tell its version (${String(error.code ?? 'killed')})`, `Run it by hand: ${program}`)
}
