import * as z from 'zod'
import { MonitorError, messageOf } from '../core/index.ts'
import { expandHome } from '../package/index.ts'
import { type Environment, homeOf } from './variables.ts'

/** A schema for a path on this machine; replaces a leading `~` by the user's home. */
export function localPath(environment: Environment) {
  return z
    .string()
    .min(1)
    .transform((text, context) => {
      try {
        return expandHome(text, homeOf(environment))
      } catch (error) {
        const hint = error instanceof MonitorError ? error.hint : messageOf(error)
        context.addIssue({ code: 'custom', message: 'a path', params: { hint } })
        return z.NEVER
      }
    })
}
