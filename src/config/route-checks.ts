import type { Problem } from '../core/index.ts'
import { closestOr } from './closest.ts'
import type { ChannelSettings, Parsed } from './config.ts'
import { SANDBOX_NAME } from './presets/index.ts'

/** Routes to channels and of targets that do not exist. Surfaces are checked once probes are loaded. */
export function routeFindings(
  { alerts, targets }: Pick<Parsed, 'alerts' | 'targets'>,
  channels: readonly Pick<ChannelSettings, 'name'>[],
): readonly Omit<Problem, 'source'>[] {
  const channelNames = channels.map(({ name }) => name)
  const targetNames = [...targets.map(({ name }) => name), SANDBOX_NAME]
  return alerts.routes.flatMap(({ to, ifNotAcked, target = [] }, index) => {
    const path = `alerts.routes[${index}]`
    return [
      ...unknown(to, channelNames, { path: `${path}.to`, noun: 'channel' }),
      ...unknown(ifNotAcked?.to ?? [], channelNames, { path: `${path}.ifNotAcked.to`, noun: 'channel' }),
      ...unknown(target, targetNames, { path: `${path}.target`, noun: 'target' }),
    ]
  })
}

function unknown(
  names: readonly string[],
  existing: readonly string[],
  { path, noun }: { readonly path: string; readonly noun: 'channel' | 'target' },
): readonly Omit<Problem, 'source'>[] {
  return names.flatMap((name, index) => {
    if (existing.includes(name)) return []
    const list = noun === 'channel' ? 'Channels' : 'Targets'
    const hint = closestOr(name, existing, `${list}: ${existing.join(', ') || 'none'}.`)
    return [{ path: `${path}[${index}]`, expected: `the name of a ${noun}`, got: JSON.stringify(name), hint }]
  })
}
