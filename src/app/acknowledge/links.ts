import { type Clock, DAY } from '../../core/index.ts'
import type { AckLinks } from '../../notify/index.ts'
import type { Store } from '../../store/index.ts'
import { hashOf, makeToken } from './token.ts'

/** How long a link can be used. */
const VALID_MS = DAY

interface AckLinksDeps {
  readonly store: Pick<Store, 'transaction'>
  readonly key: Buffer
  /** Where readers reach the dashboard, with a slash at the end. */
  readonly publicUrl: string
  readonly clock: Pick<Clock, 'now'>
}

/** Makes links that acknowledge: valid once, for a day. The store gets the hash of the token, the message the token. */
export function createAckLinks({ store, key, publicUrl, clock }: AckLinksDeps): AckLinks {
  return {
    linksFor: (incidents, channel) =>
      store.transaction(async (tx) => {
        const links = new Map<string, string>()
        const madeAt = clock.now()
        for (const incident of incidents) {
          const token = makeToken(key)
          const row = { hash: hashOf(token), incident, channel, madeAt, expiresAt: madeAt + VALID_MS }
          if (await tx.saveAckToken(row)) links.set(incident, new URL(`ack/${token}`, publicUrl).href)
        }
        return links
      }),
  }
}
