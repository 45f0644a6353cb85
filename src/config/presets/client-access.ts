import type { CliProfile } from '../../core/index.ts'
import { withCall } from './preset-call.ts'

/** The parameters of a client's profile. `K`: a secret, or in a configuration the name of one. */
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

/** The `cli` door of a target; in a configuration (`K` is a name) or after it is loaded (`K` is a secret). */
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
 * A profile's door with its call attached; one that only asks for the version where key or model are missing. Never
 * throws, see preset-call.ts.
 */
export function doorOf<K>(
  preset: string,
  profile: CliProfile,
  access: ClientAccess<K>,
  clientDoor: (access: ClientAccess<K>) => ClientDoor<K>,
): ClientDoor<K> {
  const { key, model } = (access ?? {}) as Partial<ClientAccess<K>>
  const isComplete = key !== undefined && typeof model === 'string'
  const versionOnly = { command: [profile], versionArgs: ['--version'], profile, env: {}, answer: PONG.answer }
  const call = { preset, options: access, optionNames: Object.keys(OPTIONS), requiredTexts: ['model'] }
  return withCall(isComplete ? clientDoor(access) : versionOnly, call)
}

export const PONG = { prompt: 'Reply with exactly: pong', answer: 'pong' } as const

/** Loopback is reached without the proxy of the machine. */
export const PLAIN_ENVIRONMENT = { LANG: 'C.UTF-8', NO_PROXY: '127.0.0.1,localhost' } as const
