import { Hono } from 'hono'
import { type Clock, defined, monitorNoticesOf } from '../core/index.ts'
import {
  type Budgets,
  buildMonitorPage,
  type MessageDrawing,
  type MonitorHistory,
  renderMonitor,
  servicePolicy,
} from '../report/index.ts'
import type { Models } from './models.ts'
import type { MonitorFacts } from './monitor-port.ts'

interface MonitorRoutesDeps {
  readonly history: MonitorHistory
  readonly models: Pick<Models, 'imprint' | 'surfaceStates'>
  readonly clock: Clock
  readonly drawing: MessageDrawing
  /** Daily probing budget by target. */
  readonly budgets: Budgets
  /** Facts of the worker and its machine. Default: they are unknown. */
  readonly facts?: () => Promise<MonitorFacts>
}

/** `/monitor`: health of the monitor itself. */
export function monitorRoutes({ history, models, clock, drawing, budgets, facts }: MonitorRoutesDeps): Hono {
  const routes = new Hono()
  routes.get('/monitor', async (c) => {
    const now = clock.now()
    const [states, worker] = await Promise.all([models.surfaceStates(), facts?.()])
    const model = await buildMonitorPage(history, {
      ...{ now, states, budgets, channels: drawing.channels },
      conditions: worker ? monitorNoticesOf(worker.condition, now, 'worker') : [],
      ...defined({ worker }),
    })
    c.header('Content-Security-Policy', servicePolicy())
    return c.html(renderMonitor(models.imprint(), model))
  })
  return routes
}
