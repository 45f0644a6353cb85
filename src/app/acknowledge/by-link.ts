import type { Clock } from '../../core/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'
import type { AckByLink, AckLinkState } from '../../web/index.ts'
import { acknowledgeIn, acknowledgementFrom } from './acknowledge.ts'
import { hashOf, isGenuine } from './token.ts'

/** Acknowledging by the link of a message. */
export function createAckByLink(deps: {
  readonly store: Pick<Store, 'transaction'>
  readonly key: Buffer
  readonly clock: Pick<Clock, 'now'>
}): AckByLink {
  const { store, key, clock } = deps
  return {
    async look(token) {
      if (!isGenuine(token, key)) return { state: 'unknown' }
      return store.transaction(async (tx) => (await read(tx, hashOf(token), clock.now())).state)
    },
    async confirm(token, { by, reason }) {
      if (!isGenuine(token, key)) return { state: 'unknown' }
      const hash = hashOf(token)
      const now = clock.now()
      const acknowledgement = acknowledgementFrom({ by, reason, via: 'link', now })
      return store.transaction(async (tx) => {
        const { state, incident } = await read(tx, hash, now)
        if (state.state !== 'open' || incident === undefined) return state
        await tx.useAckToken(hash, now)
        await acknowledgeIn(tx, incident, acknowledgement)
        return { state: 'acknowledged', acknowledgement, first: true }
      })
    },
  }
}

/** What a link can do now, and the incident it is about. */
async function read(
  tx: StoreTx,
  hash: string,
  now: number,
): Promise<{ readonly state: AckLinkState; readonly incident?: string }> {
  const token = await tx.ackToken(hash)
  if (!token) return { state: { state: 'unknown' } }
  // Where the clock was set back, a link made in its future is valid.
  if (now >= token.expiresAt) return { state: { state: 'expired' } }
  const incident = await tx.incidentNamed(token.incident)
  if (!incident) return { state: { state: 'unknown' } }
  const { name, resolvedAt, acknowledgement } = incident
  if (resolvedAt !== undefined) return { state: { state: 'over', endedAt: resolvedAt } }
  if (acknowledgement) return { state: { state: 'acknowledged', acknowledgement, first: false } }
  if (token.usedAt !== undefined) return { state: { state: 'used' } }
  const headline = (await tx.lastHeadline(`${name}:`)) ?? `incident ${name}`
  return { state: { state: 'open', headline }, incident: name }
}
