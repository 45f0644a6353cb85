import { closeWithPlan } from '../../../app/close-incident.ts'
import { formatDuration } from '../../../core/index.ts'
import { priceOutage, readOutages } from '../../../costs/index.ts'
import { type Context, configFor, stderrLog } from '../../process/context.ts'
import { costText } from '../../readings/costs.ts'
import { withWritableStore } from '../../readings/writable-store.ts'
import { afterwardsText } from '../afterwards.ts'

/** `doorwatch incident close <id> --why <text>`: closes an open incident that does not end by itself. */
export async function closeIncident(
  context: Context,
  name: string,
  options: { readonly config?: string; readonly why: string },
): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  await withWritableStore(context, config, clock, async (store) => {
    const request = { name, why: options.why, log: stderrLog(context) }
    const incident = await closeWithPlan(store, config, clock, request)
    const now = clock.now()
    const costs = (await readOutages(store, [incident], now)).map((outage) => priceOutage(outage))
    const items = (await store.afterwards()).filter((item) => item.incident === name)
    const duration = formatDuration(Math.max(0, now - incident.impactAt))
    context.stdout.write(
      `${name} is closed after ${duration}. The states of its surfaces do not change; a surface that gets worse opens a new incident.\n${costs.map(costText).join('')}${afterwardsText(items)}`,
    )
  })
}
