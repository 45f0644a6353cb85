import type { Context } from 'hono'
import * as z from 'zod'
import { MonitorError, oneLine } from '../../core/index.ts'
import { singleQuery } from './single-query.ts'

/** A parameter with the name of a target, surface or probe. */
export const nameParameter = z.string().min(1).max(200).optional()

/** A parameter with a list of words, separated by commas. */
export function listParameter<T extends string>(values: readonly T[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)))
    .optional()
}

/**
 * The query of a request by its schema.
 * @param hint lists the parameters
 * @throws MonitorError `bad_query`
 */
export function readQuery<T extends z.ZodType>(c: Context, schema: T, hint: string): z.output<T> {
  const query = schema.safeParse(singleQuery(c))
  if (query.success) return query.data
  const [issue] = query.error.issues
  if (issue?.code === 'unrecognized_keys') {
    throw new MonitorError('bad_query', `There is no parameter ${oneLine(issue.keys[0] ?? '', 40)}`, { hint })
  }
  const message = `${issue?.path.join('.') || 'query'}: ${issue?.message ?? 'not understood'}`
  throw new MonitorError('bad_query', message, { hint })
}
