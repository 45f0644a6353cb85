/** What a worker runs with that may change what it measures: the product, the configuration file, the file of a probe. */
export const SETUP_KINDS = ['version', 'config', 'probe'] as const
export type SetupKind = (typeof SETUP_KINDS)[number]

/** One part of what a worker runs with. */
export interface SetupPart {
  readonly kind: SetupKind
  /** Of a probe: `sandbox/login`; else empty. */
  readonly subject: string
  /** The version of the product, or the beginning of the SHA-256 of the file. */
  readonly value: string
}

/** A part that differs from what the worker of this location started with before. */
export interface SetupChange extends SetupPart {
  /** The start of the worker that runs with it, epoch ms. */
  readonly at: number
  readonly location: string
  readonly before: string
}
