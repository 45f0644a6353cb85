import * as z from 'zod'
import { parseDuration } from '../core/index.ts'

/** '30s', '5m', '2h', '90d' to milliseconds. */
export const duration = z.string().transform((text, context) => {
  try {
    return parseDuration(text)
  } catch {
    const hint = 'A duration is a number and a unit: ms, s, m, h, d, w, mo or y.'
    context.addIssue({ code: 'custom', message: 'a duration such as 30s, 5m, 2h or 90d', params: { hint } })
    return z.NEVER
  }
})

/** A duration above zero. */
export const someTime = duration.refine((ms) => ms > 0, 'a duration longer than 0s')

/** Overrides of cadences, by the name of the probe. */
export const schedule = z.record(
  z.string(),
  z.strictObject({ every: someTime.optional(), timeout: someTime.optional(), off: z.boolean().optional() }),
)
