import { homedir } from 'node:os'

/** The environment as config reads it: variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The home folder of the user whose environment this is. */
export function homeOf(environment: Environment): string {
  return environment.HOME || homedir()
}
