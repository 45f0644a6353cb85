import { formatDuration, HOUR, MonitorError, nearest, type QuietWindow, surfaceId } from '../../core/index.ts'
import { openStore, type Store } from '../../store/index.ts'
import { type Context, configFor, stderrLog } from '../process/context.ts'
import { table } from '../terminal/table.ts'

export interface MuteOptions {
  readonly config?: string
  /** How long, ms. */
  readonly for?: number
  readonly reason?: string
  readonly maintenance?: boolean
  readonly list?: boolean
  readonly end?: boolean
  readonly json?: boolean
}

const USUAL_MS = HOUR

/** `doorwatch mute [surface]`: tells nobody for a while. Trouble that lasts beyond the end is told then. */
export async function mute(context: Context, name: string | undefined, options: MuteOptions): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStore({
    ...{ path: config.database, log: stderrLog(context), clock },
    ...{ mustExist: true, olderSchema: 'refuse' },
  })
  try {
    const now = clock.now()
    if (options.list) await list(context, store, now, options.json === true)
    else if (options.end) {
      const ended = await store.endQuietWindows(now)
      context.stdout.write(ended > 0 ? 'Alerts are on again.\n' : 'Nothing was muted.\n')
    } else await begin(context, store, await windowFor(store, name, options, now))
  } finally {
    await store.close()
  }
}

async function windowFor(
  store: Store,
  name: string | undefined,
  options: MuteOptions,
  now: number,
): Promise<QuietWindow> {
  return {
    kind: options.maintenance ? 'maintenance' : 'mute',
    from: now,
    to: now + (options.for ?? USUAL_MS),
    ...(name === undefined ? {} : await partNamed(store, name)),
    ...(options.reason ? { reason: options.reason } : {}),
  }
}

/** `claude` is a target, `login` a surface of every target, `claude/login` one surface. */
async function partNamed(store: Store, name: string): Promise<{ target?: string; surface?: string }> {
  const surfaces = await store.surfaces()
  const one = surfaces.find((surface) => surfaceId(surface) === name)
  if (one) return { target: one.target, surface: one.surface }
  if (surfaces.some(({ surface }) => surface === name)) return { surface: name }
  if (surfaces.some(({ target }) => target === name)) return { target: name }
  const known = [...new Set(surfaces.flatMap((one) => [one.surface, one.target, surfaceId(one)]))]
  const meant = nearest(name, known)
  throw new MonitorError('unknown_name', `there is no surface or target "${name}"`, {
    hint: meant ? `Did you mean "${meant}"?` : `Known: ${known.join(', ') || 'none yet'}.`,
  })
}

async function begin(context: Context, store: Store, window: QuietWindow): Promise<void> {
  await store.addQuietWindow(window)
  const lasting = formatDuration(window.to - window.from)
  context.stdout.write(`${partOf(window)}: no alerts for ${lasting}. End it with: doorwatch mute --end\n`)
}

async function list(context: Context, store: Store, now: number, json: boolean): Promise<void> {
  const windows = await store.quietWindows(now)
  if (json) context.stdout.write(`${JSON.stringify(windows, null, 2)}\n`)
  else if (windows.length === 0) context.stdout.write('Nothing is muted.\n')
  else {
    const rows = windows.map((one) => [
      partOf(one),
      one.kind,
      `for ${formatDuration(one.to - now)} more`,
      one.reason ?? '',
    ])
    context.stdout.write(`${table(rows)}\n`)
  }
}

function partOf({ target, surface }: QuietWindow): string {
  return [target, surface].filter(Boolean).join('/') || 'everything'
}
