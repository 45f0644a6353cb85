import {
  formatDuration,
  HOUR,
  type MuteScope,
  muteNames,
  muteScope,
  muteScopeText,
  type QuietWindow,
} from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { unknownName } from '../process/unknown-name.ts'
import { withWritableStore } from '../readings/writable-store.ts'
import { table } from '../terminal/table.ts'

interface MuteOptions {
  readonly config?: string
  /** How long, ms. */
  readonly for?: number
  readonly reason?: string
  readonly maintenance?: boolean
  readonly list?: boolean
  readonly end?: boolean
  readonly json?: boolean
}

const DEFAULT_MS = HOUR

/** `doorwatch mute [surface]`: silences alerts for a while. What is still broken at the end is alerted then. */
export async function mute(context: Context, name: string | undefined, options: MuteOptions): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  await withWritableStore(context, config, clock, async (store) => {
    const now = clock.now()
    if (options.list) await printMutes(context, store, now, options.json === true)
    else if (options.end) {
      const ended = await store.endQuietWindows(now)
      context.stdout.write(ended > 0 ? 'All mutes are ended: alerts are sent again.\n' : 'There is no active mute.\n')
    } else await addMute(context, store, await windowFor(store, name, options, now))
  })
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
    to: now + (options.for ?? DEFAULT_MS),
    ...(name === undefined ? {} : await scopeNamed(store, name)),
    ...(options.reason ? { reason: options.reason } : {}),
  }
}

async function scopeNamed(store: Store, name: string): Promise<MuteScope> {
  const surfaces = await store.surfaces()
  const scope = muteScope(surfaces, name)
  if (!scope) throw unknownName('surface or target', name, muteNames(surfaces))
  return scope
}

async function addMute(context: Context, store: Store, window: QuietWindow): Promise<void> {
  await store.addQuietWindow(window)
  const effect = window.kind === 'maintenance' ? 'under maintenance, without alerts,' : 'no alerts'
  const lasting = formatDuration(window.to - window.from)
  context.stdout.write(`${muteScopeText(window)}: ${effect} for ${lasting}. End it with: doorwatch mute --end\n`)
}

async function printMutes(context: Context, store: Store, now: number, json: boolean): Promise<void> {
  const windows = await store.quietWindows(now)
  if (json) context.stdout.write(`${JSON.stringify(windows, null, 2)}\n`)
  else if (windows.length === 0) context.stdout.write('There is no active mute.\n')
  else {
    const rows = windows.map((window) => [
      muteScopeText(window),
      window.kind,
      `for ${formatDuration(window.to - now)} more`,
      window.reason ?? '',
    ])
    context.stdout.write(`${table(rows)}\n`)
  }
}
