import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type CliDoor, SECOND } from '../../core/index.ts'
import { askClient, type CommandEnd } from '../../run/index.ts'
import type { Entry } from './route.ts'

const VERSION_LIMIT_MS = 20 * SECOND

/** The options of the route of a command-line client. */
export interface CliRouteOptions {
  readonly entry: Entry
  /** Folder of the team's code: its node_modules/.bin is searched before PATH. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** PATH, LANG, TZ and NODE_EXTRA_CA_CERTS, if set. */
  readonly passedOn: Readonly<Record<string, string>>
}

/** An installed client of the team; every call runs in a separate home. */
interface ClientProgram {
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

/** The variables of the team that match `pattern`; requests to this machine bypass a proxy unless they say otherwise. */
export function teamEnvironment(
  environment: CliRouteOptions['environment'],
  pattern: RegExp,
): Readonly<Record<string, string>> {
  const settings = Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => Boolean(entry[1]) && pattern.test(entry[0]),
    ),
  )
  const names = 'NO_PROXY' in settings || 'no_proxy' in settings
  return names ? settings : { NO_PROXY: '127.0.0.1,localhost', ...settings }
}

function findProgram(name: string, { folder, environment }: CliRouteOptions): string | undefined {
  const folders = [join(folder, 'node_modules', '.bin'), ...(environment.PATH ?? '').split(delimiter).filter(Boolean)]
  return folders.map((path) => join(path, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
