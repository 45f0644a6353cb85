import { BLAME_OF, DAY, type Failure, type FailureClass, HOUR, MINUTE } from '../../../src/core/index.ts'
import type { Trouble, World, WorldProbe } from '../world.ts'

export const TARGET = 'sandbox'

const BROWSER = 'chromium-headless-shell 156'

/** Five surfaces, five steps each, with their usual times in ms. */
export const YEAR_PROBES: readonly WorldProbe[] = [
  {
    ...{ surface: 'login', probe: 'login', browser: BROWSER },
    steps: {
      'open the sign-in page': 190,
      'submit credentials': 320,
      'load the home page': 260,
      profile: 90,
      out: 140,
    },
  },
  {
    ...{ surface: 'chat', probe: 'chat', browser: BROWSER },
    steps: { 'open the app': 210, 'start a chat': 80, 'send a prompt': 60, 'read the reply': 980, 'close it': 40 },
    measures: { 'read the reply': { ttft_ms: 420, ms_per_token: 24, longest_gap_ms: 70, tokens: 22 } },
  },
  {
    ...{ surface: 'console', probe: 'console', browser: BROWSER },
    steps: { 'open the console': 240, 'list the keys': 160, 'show the usage': 180, 'show the limits': 110, out: 90 },
  },
  {
    ...{ surface: 'cli', probe: 'cli' },
    steps: { version: 180, 'check the session': 210, 'ask a question': 1_450, 'go on': 900, end: 30 },
  },
  {
    ...{ surface: 'api', probe: 'api' },
    steps: { 'list the models': 95, 'count tokens': 70, 'send a message': 610, 'stream a message': 640, 'end it': 12 },
    measures: { 'stream a message': { ttft_ms: 310, ms_per_token: 18, longest_gap_ms: 44, tokens: 18 } },
  },
]

function failure(kind: FailureClass, message: string, more: Partial<Failure>): Failure {
  return { class: kind, blame: BLAME_OF[kind], message, ...more }
}

const LOGIN_500 = failure('server_error', 'HTTP 500', { step: 'submit credentials', httpStatus: 500 })
const CHAT_SLOW = failure('slow', 'replies take 4 times as long as usual', { step: 'read the reply' })
const API_529 = failure('overloaded', 'HTTP 529 overloaded_error', { step: 'stream a message', httpStatus: 529 })
const CONSOLE_HANG = failure('timeout', 'no answer within 30 s', { step: 'open the console' })

/** What breaks in turn: surface, failure, state, and for how many minutes. */
const BREAKS = [
  { surface: 'login', failure: LOGIN_500, state: 'down', minutes: 47 },
  { surface: 'api', failure: API_529, state: 'degraded', minutes: 95, share: 0.4 },
  { surface: 'chat', failure: CHAT_SLOW, state: 'degraded', minutes: 140, slowBy: 4 },
  { surface: 'console', failure: CONSOLE_HANG, state: 'down', minutes: 26 },
  { surface: 'login', failure: LOGIN_500, state: 'down', minutes: 205 },
] as const

const EVERY_DAYS = 6
/** Ends a chain of troubles this long before now, so that the open incident is apart from it. */
const QUIET_MS = 2 * DAY

/** A year in which something breaks every six days, and sign-in has been failing for 24 minutes now. @param now epoch ms */
export function storyOfYear(now: number, options: { readonly open: boolean }): World {
  const from = Math.floor((now - 365 * DAY) / DAY) * DAY
  const past = Array.from({ length: Math.floor((now - QUIET_MS - from) / (EVERY_DAYS * DAY)) }, (_, index) =>
    troubleAt(from + index * EVERY_DAYS * DAY + (9 + ((index * 5) % 11)) * HOUR, index),
  )
  const open: readonly Trouble[] = [
    { surface: 'login', from: now - 24 * MINUTE, state: 'down', failure: LOGIN_500 },
    { surface: 'chat', from: now - 19 * MINUTE, state: 'degraded', failure: CHAT_SLOW, slowBy: 4 },
  ]
  return {
    ...{ target: TARGET, from, now, everyMs: MINUTE, probes: YEAR_PROBES, alerts: 'slack' },
    troubles: [...past, ...(options.open ? open : [])],
  }
}

function troubleAt(from: number, index: number): Trouble {
  const { minutes, ...broken } = BREAKS[index % BREAKS.length] ?? BREAKS[0]
  return { ...broken, from, to: from + minutes * MINUTE }
}
