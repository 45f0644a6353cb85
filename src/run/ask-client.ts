import { tmpdir } from 'node:os'
import { type CliDoor, Secret } from '../core/index.ts'
import { createCliPlace } from './drivers/cli/cli-place.ts'
import { type CommandEnd, startCommand } from './process/command.ts'
import { killProcessesIn } from './process/processes-in.ts'
import { createScrubber } from './secrets/scrub.ts'
import type { EngineOptions } from './supervisor/engine-types.ts'
import { runnerEnvironment } from './supervisor/runner-environment.ts'

export interface ClientQuestion {
  readonly door: CliDoor
  /** What is asked of the client itself, in place of the arguments of the door's command. */
  readonly args: readonly string[]
  /** As the engine gets it. */
  readonly environment: NonNullable<EngineOptions['environment']>
  /** Ends the client by force. */
  readonly signal: AbortSignal
}

/**
 * Starts the client of a cli door once, as the probes of that door do: the same variables and files, a home of its own
 * that is deleted, and nothing that it started is left. What it printed comes without the secrets it was given.
 * @throws the error of spawn (ENOENT, EACCES) where it does not start
 */
export async function askClient({ door, args, environment, signal }: ClientQuestion): Promise<CommandEnd> {
  const [program = ''] = door.command
  const place = createCliPlace({ ...environment, ...runnerEnvironment(environment, tmpdir()) })
  try {
    place.putFiles(door.files ?? {})
    const env = place.environment(door.env)
    const end = await startCommand({ program, args, env, cwd: place.work, signal }).ended
    const { text } = scrubberOf(door)
    return { ...end, stdout: text(end.stdout), stderr: text(end.stderr) }
  } finally {
    killProcessesIn(place.root)
    place.remove()
  }
}

function scrubberOf({ env }: CliDoor) {
  const scrubber = createScrubber()
  for (const value of Object.values(env)) if (value instanceof Secret) scrubber.add(value.name, value.reveal())
  return scrubber
}
