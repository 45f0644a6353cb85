import { type Alert, nextWithin, type PlannedAlert } from '../../core/index.ts'
import type { ChannelConfig } from '../channels/channel.ts'
import type { Routing } from './route.ts'

/**
 * Where the weekly proof goes: to every channel, also to fallbacks, so that each one is proven. Not to PagerDuty, which would
 * page the person on call for good news. A route of kind `proof` names the channels instead. A channel that some route holds outside
 * its hours gets it within them.
 * @param now epoch ms
 */
export function planProof(
  alert: Alert,
  channels: readonly Pick<ChannelConfig, 'name' | 'kind'>[],
  { routes }: Pick<Routing, 'routes'>,
  now: number,
): PlannedAlert {
  const route = routes.find(({ kind }) => kind?.includes('proof'))
  const quiet = channels.filter(({ kind }) => kind !== 'pagerduty').map(({ name }) => name)
  const names = route ? quiet.filter((name) => route.to.includes(name)) : quiet
  const holds = names.flatMap((name): readonly [string, number][] => {
    const hours = routes.flatMap(({ to, hold }) => (hold && to.includes(name) ? hold.outside : []))
    const until = Math.max(now, ...hours.map((open) => nextWithin(open, now)))
    return until > now ? [[name, until]] : []
  })
  return { alert, channels: names, ...(holds.length > 0 ? { holds: Object.fromEntries(holds) } : {}) }
}
