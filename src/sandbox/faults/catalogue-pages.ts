import type { Fault } from './fault.ts'

/** Faults that only a surface with pages can have. */
export const PAGE_FAULTS: readonly Fault[] = [
  {
    name: 'drift',
    summary: 'the page works, but its elements have new names: a probe in need of repair, not an outage',
    hits: 'page',
    surfaces: ['login', 'chat', 'mobile', 'console'],
    effect: { page: 'drift' },
  },
  {
    name: 'login-loop',
    summary: 'sign-in succeeds and leads back to the sign-in page',
    surfaces: ['login'],
    effect: { session: 'lost' },
  },
  {
    name: 'mail-late',
    summary: 'the mail with the link or code is sent 20 s late',
    surfaces: ['login'],
    routes: ['mail'],
    effect: { wait: { at: 'mail', ms: 20_000 } },
  },
  {
    name: 'mail-lost',
    summary: 'the mail with the link or code is never sent',
    surfaces: ['login'],
    routes: ['mail'],
    effect: { mail: 'lost' },
  },
  {
    name: 'code-refused',
    summary: 'the right code or link is rejected',
    surfaces: ['login'],
    routes: ['factor', 'code', 'link'],
    effect: { code: 'refused' },
  },
  {
    name: 'refused-session',
    summary: 'a valid session is rejected',
    hits: 'all',
    surfaces: ['session', 'chat', 'mobile', 'console'],
    effect: { session: 'refused' },
  },
]
