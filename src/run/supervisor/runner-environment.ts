import type { EngineOptions } from './engine-types.ts'

const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Where a window is shown; they are given only to runs that somebody wants to watch. */
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR'] as const

/**
 * The environment of a runner, of that which the engine was given. These variables and no other: what the worker knows
 * (tokens, webhooks) is none of a probe's business.
 */
export function runnerEnvironment(
  given: NonNullable<EngineOptions['environment']>,
  tmpDir: string,
): Record<string, string> {
  const wanted = {
    PATH: given.PATH ?? STANDARD_PATH,
    LANG: given.LANG ?? 'C.UTF-8',
    TZ: given.TZ,
    NODE_EXTRA_CA_CERTS: given.NODE_EXTRA_CA_CERTS,
    HOME: given.HOME ?? tmpDir,
    ...Object.fromEntries(DISPLAY_VARIABLES.map((name) => [name, given[name]])),
  }
  const known = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return { ...Object.fromEntries(known), TMPDIR: tmpDir }
}
