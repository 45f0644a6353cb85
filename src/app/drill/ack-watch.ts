import { type Log, messageOf, SECOND } from '../../core/index.ts'
import type { DrillWorld } from './drill-world.ts'
import { takeAcknowledgement } from './drills-folder.ts'

const LOOK_EVERY_MS = SECOND / 2

/**
 * Acknowledges the open incidents of a drill when `doorwatch drill ack` asks for it, at the time of the drill's clock.
 * @returns what ends the watch
 */
export function watchAcknowledgements(
  { store, clock }: Pick<DrillWorld, 'store' | 'clock'>,
  { stateDir, id, log }: { readonly stateDir: string; readonly id: string; readonly log: Pick<Log, 'warn'> },
): () => void {
  const timer = setInterval(() => {
    const by = takeAcknowledgement(stateDir, id)
    if (by !== undefined) acknowledge(by).catch((error) => log.warn('not acknowledged', { error: messageOf(error) }))
  }, LOOK_EVERY_MS)

  async function acknowledge(by: string): Promise<void> {
    const incidents = await store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
    for (const { name } of incidents.filter(({ resolvedAt }) => resolvedAt === undefined))
      await store.transaction((tx) => tx.acknowledge(name, { at: clock.now(), by, via: 'cli' }))
  }

  return () => clearInterval(timer)
}
