import type { EngineOptions } from './engine-types.ts'

const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Variables that name the display of a window. */
const DISPLAY_VARIABLES = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR'] as const

/**
 * The environment of a runner. Only these variables of the given environment are passed on: the worker's tokens and
 * webhooks never reach a probe.
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
  const present = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return { ...Object.fromEntries(present), TMPDIR: tmpDir }
}
