import type { Config } from '../../../config/index.ts'
import { isBundled } from '../../../config/index.ts'
import { type AlertKind, isOngoing, MonitorError, type RoutedState } from '../../../core/index.ts'
import { decideRoute, type RouteSubject, routingOf } from '../../../notify/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { unknownName } from '../../process/unknown-name.ts'
import { parseMoment } from '../../readings/moment.ts'
import { type RouteAnswer, routeJson, routeText } from '../../readings/route-text.ts'

export interface RouteOptions {
  readonly config?: string
  readonly kind: AlertKind
  /** As it was written. */
  readonly at?: string
  readonly json?: boolean
}

/** `doorwatch alerts route`: who gets an alert, by the decision that the worker would take. */
export async function showRoute(
  context: Context,
  { surface: name, state }: { readonly surface: string; readonly state: RoutedState },
  options: RouteOptions,
): Promise<void> {
  const config = await configFor(context, options)
  const zone = config.timezone
  const at = options.at === undefined ? Date.now() : parseMoment(options.at, zone, Date.now())
  const { kind } = options
  const { target, surface } = surfaceNamed(config, name)
  const subject: RouteSubject = { kind, target, surfaces: [isOngoing({ kind }) ? { surface, state } : { surface }] }
  const answer: RouteAnswer = {
    ...{ subject, at, zone, routes: config.routes, decision: decideRoute(subject, routingOf(config), at) },
  }
  context.stdout.write(options.json ? `${JSON.stringify(routeJson(answer), null, 2)}\n` : routeText(answer))
}

/** `login` is a surface of the only target; of several, one is to be named: `claude/login`. */
function surfaceNamed(config: Config, name: string): { readonly target: string; readonly surface: string } {
  const targets = config.targets.map((target) => target.name)
  const all = config.sandbox && !targets.some((target) => isBundled(config, target)) ? [...targets, 'sandbox'] : targets
  const [first = '', ...rest] = name.split('/')
  if (rest.length > 0) {
    if (!all.includes(first)) throw unknownName('target', first, all)
    return { target: first, surface: rest.join('/') }
  }
  const [target = '', ...others] = all
  if (others.length === 0) return { target, surface: name }
  throw new MonitorError('usage', `there are ${all.length} targets, and routes may differ between them`, {
    hint: `Name one: ${all.map((one) => `${one}/${name}`).join(', ')}.`,
  })
}
