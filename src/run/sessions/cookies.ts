import type { LoginDoor } from '../../core/index.ts'
import type { KeptSession } from './session-state.ts'

/** Cookies of bot walls and load balancers, whose end is not the end of a session. */
const NOT_SESSIONS = /^(__cf_bm|_cfuvid|cf_clearance|__cflb|AWSALB\w*|ak_bmsc|bm_\w+|datadome)$/i

/**
 * When a session ends (epoch ms): with the cookie that the login door names, else with the first `HttpOnly` cookie to
 * expire (sessions are kept in those), and at the latest at its greatest age.
 */
export function endOf({ state, madeAt }: KeptSession, login: LoginDoor, maxAgeMs: number): number {
  const ends = state.cookies
    .filter(({ name, httpOnly }) =>
      login.sessionCookie === undefined ? httpOnly && !NOT_SESSIONS.test(name) : name === login.sessionCookie,
    )
    .filter(({ expires }) => expires > 0)
    .map(({ expires }) => expires * 1_000)
  return Math.min(madeAt + maxAgeMs, ...ends)
}
