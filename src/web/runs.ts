import { Hono } from 'hono'
import { type Clock, type History, TRIGGERS } from '../core/index.ts'
import { buildRunPage, incidentPolicy, renderRun } from '../report/index.ts'
import { type Refusal, refuseWith } from './missing.ts'
import type { Models } from './models.ts'

interface RunRoutesDeps {
  readonly history: Pick<History, 'runs' | 'measures'>
  readonly models: Pick<Models, 'imprint'>
  readonly clock: Clock
}

const NO_RUN: Refusal = {
  text: 'There is no such run.',
  hint: 'Runs are deleted after the time in retention.runs. The page of a probe lists its newest runs.',
  link: { href: '/probes', text: 'Probes' },
}

/** `/runs/TARGET/PROBE/SLOT-TRIGGER`: one run, its slot in epoch ms. */
export function runRoutes({ history, models, clock }: RunRoutesDeps): Hono {
  const routes = new Hono()
  routes.get('/runs/:target/:probe/:name', async (c) => {
    const { target, probe, name } = c.req.param()
    const [, slot, word] = /^(\d{1,15})-([a-z]+)$/.exec(name) ?? []
    const trigger = TRIGGERS.find((candidate) => candidate === word)
    const run = { target, probe, scheduledAt: Number(slot) }
    const model = trigger && (await buildRunPage(history, { ...run, trigger }, clock.now()))
    if (!model) return refuseWith(c, models, NO_RUN, 404)
    c.header('Content-Security-Policy', incidentPolicy())
    return c.html(renderRun(models.imprint(), model, '/artifacts/'))
  })
  return routes
}
