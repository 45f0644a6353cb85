import {
  formatDuration,
  MonitorError,
  nearest,
  type RunRecord,
  type State,
  type SurfaceStatus,
  surfaceId,
} from '../../core/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../context.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { readSpentToday, type SpentToday, spentJson, spentText } from '../spend.ts'
import { surfacesSeen } from '../surfaces-seen.ts'
import { type Paint, STATE_SIGN } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

/** A worker that has not been heard of for this long is taken to be gone, ms. */
const SILENT_WORKER_MS = 60_000

interface StatusLine extends SurfaceStatus {
  readonly lastRun?: { readonly at: number; readonly outcome: string; readonly durationMs: number }
}

/** `doorwatch status`: answers "is login up?" from the database, in words or JSON and by its exit code. */
export async function status(
  context: Context,
  wanted: readonly string[],
  options: { readonly config?: string; readonly json?: boolean },
): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStoreReader({ path: config.database })
  try {
    const heard = await store.lastHeartbeat()
    const silentMs = heard === undefined ? undefined : clock.now() - heard
    const lines = await readLines(store, wanted, silentMs === undefined || silentMs > SILENT_WORKER_MS)
    const spent = await readSpentToday(store, config, new Set(lines.map(({ target }) => target)), clock.now())
    context.stdout.write(
      options.json
        ? json(lines, heard, spent)
        : `${text(lines, silentMs, clock.now(), context.paint)}${spent.map(spentText).join('')}`,
    )
    process.exitCode = exitCodeOf(lines)
  } finally {
    await store.close()
  }
}

/** Surfaces with their last run. Where no worker is watching, nothing is known of any of them. */
async function readLines(
  store: StoreReader,
  wanted: readonly string[],
  silent: boolean,
): Promise<readonly StatusLine[]> {
  const runs = await store.lastRuns()
  const surfaces = select(surfacesSeen(await store.surfaces(), runs), wanted)
  return surfaces.map((surface) => {
    const run = newest(runs.filter((one) => surfaceId(one) === surfaceId(surface)))
    const lastRun = run ? { at: run.startedAt, outcome: run.outcome, durationMs: run.durationMs } : undefined
    return { ...surface, ...(silent ? { state: 'unknown' as const } : {}), ...(lastRun ? { lastRun } : {}) }
  })
}

function newest(runs: readonly RunRecord[]): RunRecord | undefined {
  return runs.toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

function select(surfaces: readonly SurfaceStatus[], wanted: readonly string[]): readonly SurfaceStatus[] {
  const names = surfaces.flatMap((surface) => [surface.surface, surfaceId(surface)])
  for (const name of wanted) {
    if (names.includes(name)) continue
    const meant = nearest(name, names)
    throw new MonitorError('unknown_name', `there is no surface "${name}"`, {
      hint: meant ? `Did you mean "${meant}"?` : `Known surfaces: ${[...new Set(names)].join(', ') || 'none yet'}.`,
    })
  }
  if (wanted.length === 0) return surfaces
  return surfaces.filter((surface) => wanted.includes(surface.surface) || wanted.includes(surfaceId(surface)))
}

function exitCodeOf(lines: readonly StatusLine[]): ExitCode {
  const states = new Set<State>(lines.map(({ state }) => state))
  if (states.has('down') || states.has('degraded')) return EXIT.failing
  return lines.length === 0 || states.has('unknown') ? EXIT.broken : EXIT.good
}

function json(lines: readonly StatusLine[], heard: number | undefined, spent: readonly SpentToday[]): string {
  const iso = (at: number) => new Date(at).toISOString()
  const surfaces = lines.map(({ target, surface, state, since, reason, failure, lastRun }) => ({
    target,
    surface,
    state,
    since: iso(since),
    ...(reason ? { reason } : {}),
    ...(failure ? { failure } : {}),
    ...(lastRun ? { lastRun: { ...lastRun, at: iso(lastRun.at) } } : {}),
  }))
  const workerHeardAt = heard === undefined ? null : iso(heard)
  return `${JSON.stringify({ workerHeardAt, surfaces, spend: spent.map(spentJson) }, null, 2)}\n`
}

function text(lines: readonly StatusLine[], silentMs: number | undefined, now: number, paint: Paint): string {
  if (lines.length === 0) return 'Nothing has been measured yet. Start the worker with: doorwatch start\n'
  const rows = lines.map((line) => {
    const [sign, style] = STATE_SIGN[line.state]
    const last = line.lastRun
      ? `${line.lastRun.outcome} ${formatDuration(Math.max(0, now - line.lastRun.at))} ago`
      : 'no run yet'
    const why = line.state === 'operational' ? '' : (line.reason ?? '')
    return [
      paint(style, sign),
      surfaceId(line),
      paint(style, line.state),
      `for ${formatDuration(Math.max(0, now - line.since))}`,
      last,
      why,
    ]
  })
  const notice =
    silentMs === undefined || silentMs > SILENT_WORKER_MS
      ? `No worker is watching${silentMs === undefined ? '' : ` (last heard of ${formatDuration(silentMs)} ago)`}: nothing is known now. Start one with: doorwatch start\n`
      : ''
  return `${notice}${table(rows)}\n`
}
