import { type Acknowledgement, type IncidentRecord, MonitorError, oneLine } from '../../core/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'

const NAME_LENGTH = 80
const REASON_LENGTH = 300

/** An acknowledgement as someone wrote it. */
interface AckRequest {
  readonly by: string
  readonly reason?: string | undefined
  readonly via: Acknowledgement['via']
  /** Epoch ms. */
  readonly now: number
}

/** `acknowledged`: by this request. `already`: someone was first. `over`: the incident ended. */
export type AckResult =
  | {
      readonly outcome: 'acknowledged' | 'already'
      readonly incident: IncidentRecord
      readonly acknowledgement: Acknowledgement
    }
  | { readonly outcome: 'over'; readonly incident: IncidentRecord }
  | { readonly outcome: 'unknown' }

/**
 * An acknowledgement with name and reason as single printable lines, cut to 80 and 300 characters.
 * @throws MonitorError `ack_name` where no name is left
 */
export function acknowledgementFrom({ by, reason = '', via, now }: AckRequest): Acknowledgement {
  const name = oneLine(by, NAME_LENGTH)
  const why = oneLine(reason, REASON_LENGTH)
  if (name === '') {
    throw new MonitorError('ack_name', 'an acknowledgement needs a name', {
      hint: 'Give the name of the person who takes care of the incident.',
    })
  }
  return { at: now, by: name, via, ...(why === '' ? {} : { reason: why }) }
}

/** Acknowledges an incident by its name, in a transaction of its own. @throws MonitorError `ack_name` */
export function acknowledge(store: Pick<Store, 'transaction'>, name: string, request: AckRequest): Promise<AckResult> {
  const acknowledgement = acknowledgementFrom(request)
  return store.transaction((tx) => acknowledgeIn(tx, name, acknowledgement))
}

/** As `acknowledge`, within a transaction. */
export async function acknowledgeIn(tx: StoreTx, name: string, acknowledgement: Acknowledgement): Promise<AckResult> {
  const isFirst = await tx.acknowledge(name, acknowledgement)
  const incident = await tx.incidentNamed(name)
  if (!incident) return { outcome: 'unknown' }
  const current = incident.acknowledgement
  if (!current) return { outcome: 'over', incident }
  return { outcome: isFirst ? 'acknowledged' : 'already', incident, acknowledgement: current }
}
