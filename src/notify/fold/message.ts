import { type Alert, plural, streamOf } from '../../core/index.ts'

/**
 * What a channel sends at once: an alert, or several folded into one. Of a folded one, key, headline, lines and links are
 * its own; the other fields are those of the worst news in it.
 */
export interface Message extends Alert {
  /** The alerts it stands for, in the order they were planned; absent where it is one alert. */
  readonly parts?: readonly Message[]
  /** It is about several incidents or notices; no single list of surfaces belongs to it. */
  readonly digest?: true
  /** Links that acknowledge its incidents, made for one attempt: each is a permission, never stored or logged. */
  readonly acknowledge?: Alert['links']
  /** Of a drill: when it is sent, epoch ms; `at` and the times in its texts are then of the scenario's clock. */
  readonly sentAt?: number
}

/** The time that a reader takes for now: of a drill when it is sent, else when it was planned; epoch ms. */
export function sendTimeOf({ at, sentAt = at }: Pick<Message, 'at' | 'sentAt'>): number {
  return sentAt
}

/** In the order of their first item. */
export function byStream<T>(items: readonly T[], stream: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(stream(item))
    if (group) group.push(item)
    else groups.set(stream(item), [item])
  }
  return [...groups.values()]
}

/** The newest alert of each incident or notice: what is true now. */
export function newestOfEach(alerts: readonly Alert[]): readonly Alert[] {
  return byStream(alerts, streamOf).flatMap((group) => group.at(-1) ?? [])
}

/** The target a message is about, or how many there are: "claude", "12 targets". */
export function targetLabel(message: Message): string {
  const targets = new Set((message.parts ?? [message]).map(({ target }) => target))
  return targets.size === 1 ? message.target : plural(targets.size, 'target')
}
