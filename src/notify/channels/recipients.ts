import { readMailAddresses } from '../../core/index.ts'

/** A mail server's refusal of one recipient. */
export interface Refusal {
  readonly address: string
  /** The server's answer: `550 5.1.1 no such user`. */
  readonly answer: string
  /** Whether the server asks to come back later (4xx). */
  readonly later: boolean
}

/** Who still has to get an alert, and who refused it for good. Bare addresses. */
export interface Progress {
  readonly left: readonly string[]
  readonly refused: readonly Refusal[]
}

interface Recipients {
  /** Who has to get the alert of this key in the next try. */
  progressOf(key: string): Progress
  /** Records the server's refusals in one attempt. Recipients it put off are left; without any, the alert is done. */
  record(key: string, refusals: readonly Refusal[]): Progress
}

/** Most partly delivered alerts that are remembered; older ones go to all recipients again. */
const REMEMBERED = 200

/** Remembers, per alert, which recipients have not got it, so that a further try does not send it twice to the others. */
export function createRecipients(to: readonly string[]): Recipients {
  const all = to.flatMap((text) => readMailAddresses(text).addresses.map(({ address }) => address))
  const open = new Map<string, Progress>()
  const progressOf = (key: string): Progress => open.get(key) ?? { left: all, refused: [] }
  return {
    progressOf,
    record(key, refusals) {
      const left = refusals.filter(({ later }) => later).map(({ address }) => address)
      const refused = [...progressOf(key).refused, ...refusals.filter(({ later }) => !later)]
      open.delete(key)
      if (left.length > 0) open.set(key, { left, refused })
      const [oldest] = open.keys()
      if (oldest !== undefined && open.size > REMEMBERED) open.delete(oldest)
      return { left, refused }
    },
  }
}

/** `gone@example.org (550 5.1.1 no such user), x@example.org (…)` */
export function refusalsText(refusals: readonly Refusal[]): string {
  return refusals.map(({ address, answer }) => `${address} (${answer})`).join(', ')
}
