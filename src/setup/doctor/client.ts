import type { CliDoor, Target } from '../../core/index.ts'
import { askClient } from '../../run/index.ts'
import { type Check, type Found, fail, ok } from './check.ts'

/** Is the command-line client installed, and does it run as its probe starts it. `environment`: as the engine gets it. */
export function clientChecks(target: Target, environment: Readonly<Record<string, string>>): readonly Check[] {
  const { cli } = target
  const program = cli?.command[0]
  if (!cli || program === undefined) return []
  return [{ name: `${target.name}/cli`, run: (signal) => version({ program, door: cli, environment, signal }) }]
}

async function version(asked: {
  readonly program: string
  readonly door: CliDoor
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}): Promise<Found> {
  const { program, door } = asked
  try {
    const { exitCode, killedBy, stdout, stderr } = await askClient({ ...asked, args: door.versionArgs })
    if (exitCode === 0) return ok(`${program} runs: ${firstLine(stdout)}`)
    const how = killedBy ?? `exit code ${exitCode}`
    return fail(`${program} does not tell its version (${how}): ${firstLine(stderr)}`, byHand(program, door))
  } catch (error) {
    return notStarted(program, error as NodeJS.ErrnoException)
  }
}

function notStarted(program: string, { code, message }: NodeJS.ErrnoException): Found {
  if (code === 'ENOENT') {
    return fail(
      `${program} is not installed, or not on PATH`,
      'Install it, name its full path in the config, or leave the door out (cli: false in a preset).',
    )
  }
  return fail(
    `${program} cannot be started (${code ?? message})`,
    'Look whether it may be executed, and at the files of the door in the config.',
  )
}

function byHand(program: string, { versionArgs }: CliDoor): string {
  return `Run it by hand: ${[program, ...versionArgs].join(' ')}. The variables of the door in the config may be what it does not like.`
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 60) || 'it printed nothing'
}
