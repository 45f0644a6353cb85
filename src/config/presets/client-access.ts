import type { CliProfile } from '../../core/index.ts'
import { marked } from './preset-options.ts'

/** What a ready-made profile of a client must be told. `K`: a secret, or in a configuration the name of one. */
export interface ClientAccess<K> {
  readonly key: K
  readonly model: string
  /** Base address of the API, where it is not the client's own. */
  readonly url?: string
  /** The program, by path or by a name on PATH. */
  readonly program?: string
  readonly prompt?: string
  /** Text the reply must contain. */
  readonly answer?: string
}

/** A `cli` door, as a target has it, or as a configuration writes it. */
export interface ClientDoor<K> {
  command: string[]
  versionArgs: string[]
  signedInArgs?: string[]
  profile: CliProfile
  env: Record<string, string | K>
  files?: Record<string, string>
  model?: string
  answer: string
}

const OPTIONS: Readonly<Record<keyof ClientAccess<unknown>, true>> = {
  key: true,
  model: true,
  url: true,
  program: true,
  prompt: true,
  answer: true,
}

/**
 * Makes the door of what a profile is told, or one that only asks for the version where key or model are missing, and
 * leaves word of what it was told. Never throws, see told.ts.
 */
export function doorOf<K>(
  preset: string,
  profile: CliProfile,
  access: ClientAccess<K>,
  make: (access: ClientAccess<K>) => ClientDoor<K>,
): ClientDoor<K> {
  const { key, model } = (access ?? {}) as Partial<ClientAccess<K>>
  const usable = key !== undefined && typeof model === 'string'
  const bare = { command: [profile], versionArgs: ['--version'], profile, env: {}, answer: PONG.answer }
  const told = { preset, options: access, known: Object.keys(OPTIONS), texts: ['model'] }
  return marked(usable ? make(access) : bare, told)
}

export const PONG = { prompt: 'Reply with exactly: pong', answer: 'pong' } as const

/** Loopback is asked directly, whatever proxy the machine has. */
export const PLAIN_ENVIRONMENT = { LANG: 'C.UTF-8', NO_PROXY: '127.0.0.1,localhost' } as const
