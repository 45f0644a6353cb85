import * as z from 'zod'
import { ALERT_KINDS, HOURS_EXAMPLE, MonitorError, parseHours, ROUTED_STATES } from '../core/index.ts'
import { someTime } from './schedule-schema.ts'

const names = z.array(z.string().min(1)).min(1)

/** `Mo-Fr 08:00-20:00 Europe/Berlin`, without a zone in the zone of the configuration. */
const hours = z.string().transform((text, context) => {
  try {
    return parseHours(text)
  } catch (error) {
    const hint = error instanceof MonitorError ? error.hint : undefined
    context.addIssue({ code: 'custom', message: `hours such as ${HOURS_EXAMPLE}`, params: { hint } })
    return z.NEVER
  }
})

/** One route of alerts. */
export const routeSchema = z.strictObject({
  on: z.array(z.enum(ROUTED_STATES)).min(1).optional(),
  kind: z.array(z.enum(ALERT_KINDS)).min(1).optional(),
  target: names.optional(),
  surface: names.optional(),
  hold: z.strictObject({ outside: hours }).optional(),
  to: names,
  ifNotAcked: z.strictObject({ after: someTime, to: names }).optional(),
})
