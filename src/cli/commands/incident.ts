import { closeByHand } from '../../app/close-incident.ts'
import { formatDuration } from '../../core/index.ts'
import { openStore } from '../../store/index.ts'
import { type Context, configFor, stderrLog } from '../process/context.ts'

/** `doorwatch incident close <id> --why <text>`: closes an open incident that does not end by itself. */
export async function closeIncident(
  context: Context,
  name: string,
  options: { readonly config?: string; readonly why: string },
): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStore({
    ...{ path: config.database, log: stderrLog(context), clock },
    ...{ mustExist: true, olderSchema: 'refuse' },
  })
  try {
    const now = clock.now()
    const incident = await closeByHand(store, config, { name, why: options.why, now })
    const lasted = formatDuration(Math.max(0, now - incident.impactAt))
    context.stdout.write(
      `${name} is closed after ${lasted}. The states of its surfaces do not change; a surface that gets worse opens a new incident.\n`,
    )
  } finally {
    await store.close()
  }
}
