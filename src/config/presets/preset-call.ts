import type { SecretName, TargetInput } from './preset.ts'

/** How a configuration called a preset. A preset attaches it to its result, so that `loadConfig` can check the options. */
export interface PresetCall {
  /** The preset's function: `claude`. */
  readonly preset: string
  /** The argument; its shape is not checked yet. */
  readonly options: unknown
  /** The names of the options that the preset takes. */
  readonly optionNames: readonly string[]
  /** The options besides `key` that it cannot do without; each is a text. */
  readonly requiredTexts: readonly string[]
}

/** A registered symbol, because a configuration may import another copy of this module than the product does. */
const PRESET_CALL = Symbol.for('doorwatch.presetCall')

/**
 * A preset's target with its call attached; without doors where `key` names no secret. Never throws: the configuration is
 * checked as a whole and reports all problems at once.
 */
export function targetOfCall<O extends { readonly key: SecretName }>(
  preset: string,
  optionNames: Readonly<Record<keyof O, true>>,
  options: O,
  targetOf: (options: O) => TargetInput,
): TargetInput {
  const target = hasKey(options) ? targetOf(options) : { name: preset, title: preset, schedule: {} }
  return withCall(target, { preset, options, optionNames: Object.keys(optionNames), requiredTexts: [] })
}

/** The same target or door, with the call that made it attached. */
export function withCall<T extends object>(result: T, call: PresetCall): T {
  return Object.assign(result, { [PRESET_CALL]: call })
}

/** The call that made a target or a door; undefined where no preset made it. */
export function presetCallOf(value: unknown): PresetCall | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { [PRESET_CALL]?: PresetCall })[PRESET_CALL]
    : undefined
}

/** Whether a value names a secret, as env('NAME') does. */
export function isSecretName(value: unknown): value is SecretName {
  return typeof value === 'object' && value !== null && typeof (value as { env?: unknown }).env === 'string'
}

function hasKey(options: unknown): boolean {
  return typeof options === 'object' && options !== null && isSecretName((options as { key?: unknown }).key)
}
