import { type Context, Hono } from 'hono'
import type { Clock } from '../core/index.ts'
import {
  type Budgets,
  buildProbePage,
  type ProbeHistory,
  probePath,
  probesNamed,
  renderMissing,
  renderProbe,
  servicePolicy,
  watchedProbes,
} from '../report/index.ts'
import type { Models } from './models.ts'

/** Probes that the page of a choice links to. */
const LINKED = 60

interface ProbeRoutesDeps {
  readonly history: ProbeHistory
  readonly models: Pick<Models, 'imprint' | 'surfaceStates'>
  readonly clock: Clock
  /** Daily probing budget by target. */
  readonly budgets: Budgets
}

/** `/probes/TARGET/PROBE`: one probe; `/probes/PROBE` leads there where one target has it, and `/probes` lists them. */
export function probeRoutes(deps: ProbeRoutesDeps): Hono {
  const { history, models, clock, budgets } = deps
  const routes = new Hono()
  routes.get('/probes', (c) => choice(deps, c))
  routes.get('/probes/:probe', async (c) => {
    const name = c.req.param('probe')
    const [first, ...others] = probesNamed((await models.surfaceStates()).doors, name)
    return first && others.length === 0 ? c.redirect(probePath(first)) : choice(deps, c, name)
  })
  routes.get('/probes/:target/:probe', async (c) => {
    const { target, probe } = c.req.param()
    const [watched] = probesNamed((await models.surfaceStates()).doors, probe, target)
    if (!watched) return choice(deps, c, probe, true)
    c.header('Content-Security-Policy', servicePolicy())
    return c.html(renderProbe(models.imprint(), await buildProbePage(history, watched, { now: clock.now(), budgets })))
  })
  return routes
}

/** The probes of a name, or all where none has it, as links. */
async function choice({ models }: ProbeRoutesDeps, c: Context, name?: string, ofOneTarget = false) {
  const { doors } = await models.surfaceStates()
  const named = name === undefined ? [] : probesNamed(doors, name)
  const offered = named.length > 0 ? named : watchedProbes(doors)
  const isFound = name === undefined || (named.length > 0 && !ofOneTarget)
  const text =
    name === undefined
      ? 'The probes'
      : isFound
        ? 'Several targets have a probe of this name.'
        : 'There is no probe of this name.'
  const hint = offered.length > LINKED ? `The first ${LINKED} of ${offered.length}.` : 'Choose one.'
  const page = {
    ...{ text, live: name === undefined },
    hint: offered.length === 0 ? 'No probe is watched yet. Start the worker with: doorwatch start' : hint,
    links: offered.slice(0, LINKED).map((probe) => ({
      href: probePath(probe),
      text: `${probe.surface.target}/${probe.probe.probe}`,
    })),
  }
  c.header('Content-Security-Policy', servicePolicy())
  return c.html(renderMissing(models.imprint(), page), isFound ? 200 : 404)
}
