import { closeByHand } from '../../../app/close-incident.ts'
import { formatDuration } from '../../../core/index.ts'
import { type Context, configFor, stderrLog } from '../../process/context.ts'
import { withWritableStore } from '../../readings/writable-store.ts'

/** `doorwatch incident close <id> --why <text>`: closes an open incident that does not end by itself. */
export async function closeIncident(
  context: Context,
  name: string,
  options: { readonly config?: string; readonly why: string },
): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  await withWritableStore(context, config, clock, async (store) => {
    const now = clock.now()
    const incident = await closeByHand(store, config, { name, why: options.why, now, log: stderrLog(context) })
    const duration = formatDuration(Math.max(0, now - incident.impactAt))
    context.stdout.write(
      `${name} is closed after ${duration}. The states of its surfaces do not change; a surface that gets worse opens a new incident.\n`,
    )
  })
}
