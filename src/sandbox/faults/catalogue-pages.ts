import type { Fault } from './fault.ts'

/** Faults that only a door with pages can have. */
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
    name: 'refused-session',
    summary: 'a valid session is turned away',
    hits: 'all',
    surfaces: ['chat', 'mobile', 'console'],
    effect: { session: 'refused' },
  },
]
