import { type AlertKind, isOngoing, type RoutedState } from '../../../core/index.ts'
import { decideRoute, type RouteSubject, routingOf } from '../../../notify/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { parseMoment } from '../../readings/moment.ts'
import { type RouteAnswer, routeJson, routeText } from '../../readings/route-text.ts'
import { surfaceNamed } from './route-surface.ts'

interface RouteOptions {
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
  const { target, surface } = await surfaceNamed(config, name)
  const subject: RouteSubject = { kind, target, surfaces: [isOngoing({ kind }) ? { surface, state } : { surface }] }
  const answer: RouteAnswer = {
    ...{ subject, at, zone, routes: config.routes, decision: decideRoute(subject, routingOf(config), at) },
  }
  context.stdout.write(options.json ? `${JSON.stringify(routeJson(answer), null, 2)}\n` : routeText(answer))
}
