import type { Door, ProbeKind } from '../core/index.ts'

/** Options of every probe. Durations are texts: '500ms', '45s', '1m', '1m30s'. */
export interface ProbeOptions<D extends Door = Door> {
  /** Unique name of lower-case letters, digits and dashes. */
  readonly name: string
  /** The surface it measures, as states and alerts name it. */
  readonly surface: D | (string & {})
  /**
   * Doors, or names in `urls`, that the target must have. Default: the one named like the surface; none for a probe with a
   * `target` and a surface that is no door.
   */
  readonly needs?: readonly (D | (string & {}))[]
  /** Only for the target of this name. Default: every target that has the doors. */
  readonly target?: string
  /**
   * `model`: one probe for each model of the target's api door. The probe of `model` keeps the name, those of `models` get the
   * model's name appended (`api-claude-opus-5`). Each reads its model as `target.api.model`.
   */
  readonly each?: 'model'
  /** Interval; `cron` in its place is possible. */
  readonly every?: string
  /** A cron expression and its time zone (IANA name; default: local). */
  readonly cron?: string
  readonly timezone?: string
  /** Limit of the whole run, after which it is killed. Must be shorter than `every`. */
  readonly timeout: string
  /** Limit of one step, after which it counts as not answered. Default: a third of the timeout, at least 5 s. */
  readonly stepTimeout?: string
}

export interface BrowserProbeOptions<D extends Door = Door> extends ProbeOptions<D> {
  /**
   * `fresh` (default) starts signed out, `signed-in` with the session of an earlier sign-in. They measure different things:
   * an outage of authentication hits one and not the other.
   */
  readonly session?: (typeof SESSIONS)[number]
  /** A Playwright device name, as 'Pixel 7'. */
  readonly device?: string
}

const OF_ALL: Readonly<Record<keyof ProbeOptions, true>> = {
  name: true,
  surface: true,
  needs: true,
  target: true,
  each: true,
  every: true,
  cron: true,
  timezone: true,
  timeout: true,
  stepTimeout: true,
}
const OF_PAGES: Readonly<Record<Exclude<keyof BrowserProbeOptions, keyof ProbeOptions>, true>> = {
  session: true,
  device: true,
}

/** Names of the options of each kind of probe. */
export const OPTIONS: Readonly<Record<ProbeKind, readonly string[]>> = {
  api: Object.keys(OF_ALL),
  cli: Object.keys(OF_ALL),
  browser: Object.keys({ ...OF_ALL, ...OF_PAGES }),
}

/** Values of the option `session`. */
export const SESSIONS = ['fresh', 'signed-in'] as const
