import { tmpdir } from 'node:os'
import { type CliDoor, Secret } from '../core/index.ts'
import { createCliPlace } from './drivers/cli/cli-place.ts'
import { type CommandEnd, startCommand } from './process/command.ts'
import { killProcessesIn } from './process/processes-in.ts'
import { createScrubber } from './secrets/scrub.ts'
import type { EngineOptions } from './supervisor/engine-types.ts'
import { runnerEnvironment } from './supervisor/runner-environment.ts'

interface ClientQuestion {
  readonly door: CliDoor
  /** Arguments in place of those of the door's command: `--version`. */
  readonly args: readonly string[]
  /** As in EngineOptions. */
  readonly environment: NonNullable<EngineOptions['environment']>
  /** Ends the client by force. */
  readonly signal: AbortSignal
}

/**
 * Runs the client of a cli door once, as the probes of that door do: with the same variables and files, in a home that is
 * deleted afterwards with every process that lives in it. Its output is scrubbed of the door's secrets.
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
