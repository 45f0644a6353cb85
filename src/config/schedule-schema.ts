import { z } from 'zod'
import { messageOf, parseDuration } from '../core/index.ts'

/** '30s', '5m', '2h', '90d' to milliseconds. */
export const duration = z.string().transform((text, context) => {
  try {
    return parseDuration(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: `a duration such as 30s, 5m, 2h or 90d (${messageOf(error)})` })
    return z.NEVER
  }
})

/** A duration that is not nothing. */
export const someTime = duration.refine((ms) => ms > 0, 'a duration longer than 0s')

/** How the cadences of probes are changed, by the probe's name. */
export const schedule = z.record(
  z.string(),
  z.strictObject({ every: someTime.optional(), timeout: someTime.optional(), off: z.boolean().optional() }),
)
