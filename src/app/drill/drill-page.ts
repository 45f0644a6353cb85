import type { Clock, Log } from '../../core/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import type { ControlClient, ScenarioPost } from '../../sandbox/index.ts'
import { type WitnessStore, watchWitness } from '../../witness/index.ts'

/** The status page of provider A in a drill: what the scenario posts, and what the monitor reads of it. */
export interface DrillPage {
  /** Shows a post as the provider does, and reads the page. */
  show(post: ScenarioPost): Promise<void>
  /** Reads the page, as the monitor does every minute. */
  read(): Promise<void>
  /** What the page of a target says, as one line for alerts; undefined where it has none. */
  line(target: string): string | undefined
}

/** @param from.address of the page; undefined: there is none, and posts are only shown */
export function openDrillPage(from: {
  readonly provider: string
  readonly address: string | undefined
  readonly control: Pick<ControlClient, 'statusPage'>
  readonly store: WitnessStore
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly log: Log
}): DrillPage {
  const { provider, address, control } = from
  const reading = { ...from, target: provider, random: () => 0.5, userAgent: PRODUCT_AGENT }
  const watch = address === undefined ? undefined : watchWitness({ ...reading, statusPage: address })
  const read = async () => watch?.poll()
  /** The incident that is open on the page: posts of one outage belong together. */
  let incident: string | undefined

  return {
    async show({ status, text, components }) {
      for (const [component, shown] of Object.entries(components))
        await control.statusPage({ component: component as keyof typeof components, status: shown })
      incident ??= text
      await control.statusPage({ incident: { name: incident, status, body: text } })
      if (status === 'resolved') incident = undefined
      await read()
    },
    read,
    line: (target) => (target === provider ? watch?.line() : undefined),
  }
}
