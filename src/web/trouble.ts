import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type Clock, DAY, defined, SECOND } from '../core/index.ts'
import { isSeenTrouble, renderTrouble } from '../report/index.ts'
import { fieldsOf, formLimit, formPage } from './form.ts'
import type { Models } from './models.ts'
import type { ReportDesk } from './report-desk.ts'
import { createRateLimit } from './reports.ts'

interface TroubleRoutesDeps {
  readonly desk: ReportDesk
  readonly models: Pick<Models, 'forget'>
  readonly clock: Clock
}

/** Path of the page on which people report an outage. */
const TROUBLE_PATH = '/trouble'
/** Most reports of one person a minute. */
const PER_MINUTE = 6
/** Most reports of all people together a minute: without cookies each report comes from a new person. */
const ALL_PER_MINUTE = 120
const COOKIE = 'doorwatch-reporter'

/** The page on which a person reports what they see. Works without scripts. */
export function troubleRoutes({ desk, models, clock }: TroubleRoutesDeps): Hono {
  const ofPerson = createRateLimit(clock, PER_MINUTE)
  const ofAll = createRateLimit(clock, ALL_PER_MINUTE)
  const routes = new Hono()
  const page = (
    c: Context,
    entered: { surface: string; sees: string },
    problem?: string,
    status: 200 | 400 | 429 = 200,
  ) => formPage(c, renderTrouble({ surfaces: desk.surfaces(), entered, ...defined({ problem }) }), status)
  routes.get(TROUBLE_PATH, (c) => page(c, { surface: c.req.query('surface') ?? '', sees: '' }))
  routes.post(TROUBLE_PATH, formLimit, async (c) => {
    const fields = await fieldsOf(c, ['surface', 'sees'])
    const { surface, sees } = fields
    if (!isSeenTrouble(sees)) return page(c, fields, 'Choose what you see from the list.', 400)
    const reporter = reporterOf(c, clock)
    if (!ofAll.allows('all') || !ofPerson.allows(reporter))
      return page(c, fields, 'Too many reports. Wait a minute.', 429)
    const taken = await desk.take({ surface, trouble: sees, via: 'dashboard', reporter, at: clock.now() })
    if (!taken) return page(c, fields, 'Choose a surface from the list.', 400)
    models.forget('all')
    return formPage(c, renderTrouble({ surfaces: desk.surfaces(), entered: fields, taken: true }))
  })
  return routes
}

/** A random id in a cookie, renewed at midnight UTC, which serves only to count people. */
function reporterOf(c: Context, clock: Clock): string {
  const day = Math.floor(clock.now() / DAY)
  const [, cookieId] = new RegExp(`^${day}-([0-9a-f]{16})$`).exec(getCookie(c, COOKIE) ?? '') ?? []
  const id = cookieId ?? randomBytes(8).toString('hex')
  const maxAge = Math.max(1, Math.floor(((day + 1) * DAY - clock.now()) / SECOND))
  setCookie(c, COOKIE, `${day}-${id}`, { path: TROUBLE_PATH, httpOnly: true, sameSite: 'Strict', maxAge })
  return id
}
