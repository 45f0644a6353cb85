import type { MiddlewareHandler } from 'hono'
import { SANDBOX_ACCOUNT } from '../account/account.ts'
import type { Env } from '../server/deps.ts'
import { openaiError } from './dialect.ts'

/** Lets requests with the account's key through. */
export const authorised: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.header('authorization') === `Bearer ${SANDBOX_ACCOUNT.apiKey}`) return next()
  return openaiError(c, { status: 401, type: 'authentication_error', message: 'Incorrect API key provided' })
}
