import type { LoginDoor } from '../../core/index.ts'
import type { KeptSession } from './session-state.ts'

/** Cookies of walls and balancers in front of a service: they come and go, and no session ends with them. */
const NOT_SESSIONS = /^(__cf_bm|_cfuvid|cf_clearance|__cflb|AWSALB\w*|ak_bmsc|bm_\w+|datadome)$/i

/**
 * When a session is over (epoch ms): with the cookie that the login door names, else with the first cookie that scripts
 * cannot read (that is where sessions are kept), and at its greatest age at the latest.
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
