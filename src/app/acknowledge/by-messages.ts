import type { Config } from '../../config/index.ts'
import { type Clock, type Log, MonitorError } from '../../core/index.ts'
import type { AckLinks } from '../../notify/index.ts'
import type { Store } from '../../store/index.ts'
import type { AckByLink } from '../../web/index.ts'
import { createAckByLink } from './by-link.ts'
import { openAckKey } from './key-file.ts'
import { createAckLinks } from './links.ts'

/** Both ends of the links in messages: making them, and answering them. */
export interface AckByMessages {
  readonly ackLinks?: AckLinks
  readonly ackByLink?: AckByLink
}

/**
 * Links by which the readers of a message acknowledge. None without `dashboard.publicUrl`, and none where their key cannot
 * be used: that is logged, and alerts go out without links.
 */
export function ackByMessages(
  config: { readonly stateDir: string; readonly dashboard: Pick<Config['dashboard'], 'publicUrl'> },
  deps: { readonly store: Pick<Store, 'transaction'>; readonly clock: Pick<Clock, 'now'>; readonly log: Log },
): AckByMessages {
  const { publicUrl } = config.dashboard
  if (publicUrl === undefined) return {}
  try {
    const key = openAckKey(config.stateDir, deps.log)
    return { ackLinks: createAckLinks({ ...deps, key, publicUrl }), ackByLink: createAckByLink({ ...deps, key }) }
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error
    deps.log.error('alerts are sent without an acknowledge link', { error: error.message, todo: error.hint })
    return {}
  }
}
