import type { SecretName, TargetInput } from './preset.ts'

/** Left on a target or a door by the preset that made it: what it was told, for the configuration to check. */
export interface Told {
  /** The preset's name, as it is called. */
  readonly preset: string
  /** Whatever was given; perhaps not what the preset takes. */
  readonly options: unknown
  /** The options it takes. */
  readonly known: readonly string[]
  /** Those of them that have to be texts. */
  readonly texts: readonly string[]
}

/** Shared between copies of this module: a configuration may import another copy than the product does. */
const MARK = Symbol.for('doorwatch.told')

/**
 * Makes a target of what a preset is told, or one without a door where there is no name of a key in it, and leaves word of
 * what it was told. Never throws: a configuration is told all its problems at once, and where they are.
 */
export function withWord<O extends { readonly key: SecretName }>(
  preset: string,
  known: Readonly<Record<keyof O, true>>,
  options: O,
  make: (options: O) => TargetInput,
): TargetInput {
  const target = hasKey(options) ? make(options) : { name: preset, title: preset, schedule: {} }
  return marked(target, { preset, options, known: Object.keys(known), texts: [] })
}

/** Leaves word on what a preset made. */
export function marked<T extends object>(made: T, told: Told): T {
  return Object.assign(made, { [MARK]: told })
}

/** What the preset that made a target or a door was told; undefined where no preset made it. */
export function toldOf(made: unknown): Told | undefined {
  return typeof made === 'object' && made !== null ? (made as { [MARK]?: Told })[MARK] : undefined
}

/** Whether a value names a secret, as env('NAME') does. */
export function isSecretName(value: unknown): value is SecretName {
  return typeof value === 'object' && value !== null && typeof (value as { env?: unknown }).env === 'string'
}

function hasKey(options: unknown): boolean {
  return typeof options === 'object' && options !== null && isSecretName((options as { key?: unknown }).key)
}
