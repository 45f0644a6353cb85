import { type CliDoor, codeOf, messageOf, type Target } from '../../core/index.ts'
import { askClient } from '../../run/index.ts'
import { type Check, type CheckResult, fail, ok } from './check.ts'

/**
 * Checks that the command-line client runs the way its probe starts it.
 * @param environment the variables that the engine gets
 */
export function clientChecks(target: Target, environment: Readonly<Record<string, string>>): readonly Check[] {
  const { cli } = target
  const program = cli?.command[0]
  if (!cli || program === undefined) return []
  return [{ name: `${target.name}/cli`, run: (signal) => versionFinding({ program, door: cli, environment, signal }) }]
}

async function versionFinding(start: {
  readonly program: string
  readonly door: CliDoor
  readonly environment: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}): Promise<CheckResult> {
  const { program, door } = start
  try {
    const { exitCode, killedBy, stdout, stderr } = await askClient({ ...start, args: door.versionArgs })
    if (exitCode === 0) return ok(`${program} runs: ${firstLine(stdout)}`)
    const how = killedBy ?? `exit code ${exitCode}`
    return fail(`${program} does not print its version (${how}): ${firstLine(stderr)}`, runItYourself(program, door))
  } catch (error) {
    return notStarted(program, error)
  }
}

function notStarted(program: string, error: unknown): CheckResult {
  const code = codeOf(error)
  if (code === 'ENOENT') {
    return fail(
      `${program} is not installed, or not on PATH`,
      'Install it, name its full path in the config, or leave the door out (cli: false in a preset).',
    )
  }
  return fail(
    `${program} cannot be started (${code ?? messageOf(error)})`,
    'Make it executable for this user (chmod +x), and check the files of the cli door in the config.',
  )
}

function runItYourself(program: string, { versionArgs }: CliDoor): string {
  return `Run it by hand: ${[program, ...versionArgs].join(' ')}. If it works there, a variable in env of the cli door breaks it.`
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 60) || 'it printed nothing'
}
