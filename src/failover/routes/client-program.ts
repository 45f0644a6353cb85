import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type CliDoor, SECOND } from '../../core/index.ts'
import { askClient, type CommandEnd } from '../../run/index.ts'
import type { Entry } from './route.ts'

const VERSION_LIMIT_MS = 20 * SECOND

/** What opens the route of a command-line client. */
export interface CliRouteOptions {
  readonly entry: Entry
  /** Where the team's code lies: its node_modules/.bin is searched before PATH. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** PATH, LANG, TZ and NODE_EXTRA_CA_CERTS, if set. */
  readonly passedOn: Readonly<Record<string, string>>
}

/** A client of the team that is installed, with its version; every call runs in a home of its own. */
export interface ClientProgram {
  readonly version: string
  ask(args: readonly string[], signal: AbortSignal): Promise<CommandEnd>
}

/** Finds a client and asks for its version; undefined where it is not installed or does not start. */
export async function findClient(
  name: string,
  options: CliRouteOptions,
  doorOf: (program: string) => CliDoor,
): Promise<ClientProgram | undefined> {
  const program = findProgram(name, options)
  if (program === undefined) return undefined
  const door = doorOf(program)
  const ask = (args: readonly string[], signal: AbortSignal) =>
    askClient({ door, args, environment: options.passedOn, signal })
  const end = await ask(['--version'], AbortSignal.timeout(VERSION_LIMIT_MS)).catch(() => undefined)
  const version = /\d+\.\d+[\w.-]*/.exec(end?.stdout ?? '')?.[0]
  return end?.exitCode === 0 ? { version: version ?? 'unknown version', ask } : undefined
}

function findProgram(name: string, { folder, environment }: CliRouteOptions): string | undefined {
  const folders = [join(folder, 'node_modules', '.bin'), ...(environment.PATH ?? '').split(delimiter).filter(Boolean)]
  return folders.map((one) => join(one, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
