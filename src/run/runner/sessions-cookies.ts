import type { LoginDoor } from '../../core/index.ts'
import type { KeptSession, StorageState } from './sessions-state.ts'

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

/** A value that could open something: long, and of the letters that keys and tokens are made of. */
const LIKE_A_TOKEN = /^[\w.~+/=%:|-]{16,}$/

/** What in a signed-in state must not be shown: cookies that scripts cannot read, and all that looks like a token. */
export function secretsIn(state: StorageState): readonly { readonly name: string; readonly value: string }[] {
  const cookies = state.cookies
    .filter(({ httpOnly, value }) => httpOnly || LIKE_A_TOKEN.test(value))
    .map(({ name, value }) => ({ name: `cookie ${name}`, value }))
  const stored = state.origins
    .flatMap(({ localStorage }) => localStorage)
    .filter(({ value }) => LIKE_A_TOKEN.test(value))
    .map(({ name, value }) => ({ name: `storage ${name}`, value }))
  return [...cookies, ...stored]
}
