import {
  BLAME_OF,
  DAY,
  type Failure,
  type FailureClass,
  HOUR,
  MINUTE,
  type Notice,
  type StepRequest,
  type WitnessRecord,
} from '../../src/core/index.ts'
import { type HistoryData, NO_HISTORY } from './history.ts'
import { PROBES, play, type Trouble, type World, type WorldProbe } from './world.ts'

/** Monday 23 November 2026, 21:05 UTC: the present of every scenario. */
export const NOW = Date.UTC(2026, 10, 23, 21, 5)

export function failureOf(kind: FailureClass, message: string, more: Partial<Failure> = {}): Failure {
  return { class: kind, blame: BLAME_OF[kind], message, ...more }
}

/** A second probe of the API's door. */
const METHODS: WorldProbe = {
  surface: 'api',
  probe: 'api-methods',
  steps: { 'list the models': 95, 'count tokens': 70 },
}
const LOGIN_500 = failureOf('server_error', 'HTTP 500', { step: 'submit credentials', httpStatus: 500 })
const CHAT_SLOW = failureOf('slow', 'replies take 4 times as long as usual', { step: 'read the reply' })
const API_529 = failureOf('overloaded', 'HTTP 529 overloaded_error', { step: 'stream a message', httpStatus: 529 })
const CONSOLE_HANG = failureOf('timeout', 'no answer within 30 s', { step: 'open the console' })

const BASE: World = {
  target: 'sandbox',
  from: NOW - 26 * HOUR,
  now: NOW,
  everyMs: MINUTE,
  probes: PROBES,
  troubles: [],
  alerts: 'slack',
}

const DAY_TROUBLES: readonly Trouble[] = [
  { surface: 'api', from: NOW - 17 * HOUR, to: NOW - 16.6 * HOUR, state: 'degraded', failure: API_529, share: 0.35 },
  { surface: 'console', from: NOW - 11 * HOUR, to: NOW - 9.5 * HOUR, state: 'down', failure: CONSOLE_HANG },
  { surface: 'chat', from: NOW - 10.7 * HOUR, to: NOW - 9 * HOUR, state: 'degraded', failure: CHAT_SLOW, slowBy: 4 },
]

/** Plays a scenario when it is first read, and gives the same history from then on: a day takes long to play. */
function playedOnce(scenario: () => World): () => HistoryData {
  let data: HistoryData | undefined
  return () => {
    data ??= play(scenario())
    return data
  }
}

/** Before the first run. */
export const empty = (): HistoryData => NO_HISTORY

/** A day with three stretches of trouble, all over. */
export const calmDay = playedOnce(() => ({ ...BASE, troubles: DAY_TROUBLES }))

const SIGN_IN = { component: 'c1', name: 'Sign-in', surfaces: ['login'] } as const
const minutesAgo = (minutes: number): number => NOW - minutes * MINUTE
const LONG_AGO = NOW - 26 * HOUR
const LATER = NOW + HOUR

/** A status page that comes seventeen minutes late to the login outage and never mentions the console. */
export const LATE_PAGE: WitnessRecord = {
  target: 'sandbox',
  reachability: [{ voice: 'heard', from: LONG_AGO, to: LATER }],
  components: [
    { ...SIGN_IN, claim: 'operational', from: LONG_AGO, to: minutesAgo(7) },
    { ...SIGN_IN, claim: 'partial_outage', from: minutesAgo(7), to: LATER },
    { component: 'c2', name: 'API', surfaces: ['api'], claim: 'operational', from: LONG_AGO, to: LATER },
    {
      component: 'c3',
      name: 'Web app',
      surfaces: ['chat', 'console'],
      claim: 'operational',
      from: LONG_AGO,
      to: LATER,
    },
  ],
  surfaces: [
    { surface: 'login', claim: 'operational', from: LONG_AGO, to: minutesAgo(7) },
    { surface: 'login', claim: 'partial_outage', from: minutesAgo(7), to: LATER },
    { surface: 'api', claim: 'operational', from: LONG_AGO, to: LATER },
    { surface: 'chat', claim: 'operational', from: LONG_AGO, to: LATER },
    { surface: 'console', claim: 'operational', from: LONG_AGO, to: LATER },
  ],
  posts: [
    {
      ...{
        kind: 'post',
        at: minutesAgo(7),
        seenAt: minutesAgo(6),
        incident: 'p1',
        post: 'u1',
        status: 'investigating',
      },
      ...{ name: 'Elevated errors on sign-in', text: 'We are looking into it.', surfaces: ['login'] },
    },
  ],
}

/** The same day, and login has been failing for 24 minutes, chat is slow. */
export const outageNow = playedOnce(() => ({
  ...BASE,
  troubles: [
    ...DAY_TROUBLES,
    { surface: 'login', from: NOW - 24 * MINUTE, state: 'down', failure: LOGIN_500 },
    { surface: 'chat', from: NOW - 19 * MINUTE, state: 'degraded', failure: CHAT_SLOW, slowBy: 4 },
  ],
  probes: [...PROBES, METHODS],
  notices: [DRIFT, OUR_KEY],
  witness: [LATE_PAGE],
  requestsFrom: NOW - HOUR,
}))

/** The first minutes after a start. */
export const firstMinutes = playedOnce(() => ({
  ...BASE,
  from: NOW - 6 * MINUTE,
  everyMs: 30_000,
  alerts: 'nowhere',
}))

/** Every door hangs. */
export const allDown = playedOnce(() => ({
  ...BASE,
  alerts: 'dead',
  troubles: PROBES.map((probe) => ({
    surface: probe.surface,
    from: NOW - 95 * MINUTE,
    state: 'down' as const,
    failure: failureOf('timeout', 'no answer within 45 s', { step: Object.keys(probe.steps)[0] ?? '' }),
  })),
}))

/** A year at one run every three hours, with about sixty stretches of trouble. */
export const oneYear = playedOnce(() => ({
  ...BASE,
  from: NOW - 366 * DAY,
  everyMs: 3 * HOUR,
  troubles: yearOfTroubles(),
}))

function yearOfTroubles(): Trouble[] {
  const failures = [LOGIN_500, API_529, CHAT_SLOW, CONSOLE_HANG]
  return Array.from({ length: 60 }, (_, index): Trouble => {
    const probe = PROBES[(index * 7) % PROBES.length] ?? PROBES[0]
    const failure = failures[(index * 3) % failures.length] ?? LOGIN_500
    const from = NOW - 364 * DAY + index * 6 * DAY + ((index * 37) % 50) * HOUR
    const to = from + (4 + ((index * 53) % 11) * 37) * MINUTE
    const slow = failure.class === 'slow'
    return {
      ...{ surface: probe?.surface ?? 'api', from, to, failure, state: slow ? 'degraded' : 'down' },
      ...(slow ? { slowBy: 3 } : {}),
    }
  })
}

const DRIFT: Notice = {
  key: 'sandbox/console/console/drift',
  target: 'sandbox',
  surface: 'console',
  probe: 'console',
  blame: 'probe',
  at: NOW - 3 * HOUR,
  open: true,
  failure: failureOf('drift', "the page answered, but role=link[name='API keys'] is not on it", {
    step: 'open the keys page',
  }),
  text: "Probe console needs repair: the page answered, but role=link[name='API keys'] is not on it.",
}

const OUR_KEY: Notice = {
  key: 'sandbox/api/api/credentials',
  target: 'sandbox',
  surface: 'api',
  probe: 'api',
  blame: 'ours',
  at: NOW - 40 * MINUTE,
  open: true,
  failure: failureOf('credentials', 'HTTP 401 authentication_error', { step: 'stream a message', httpStatus: 401 }),
  text: 'The API refuses our key (HTTP 401): renew ANTHROPIC_API_KEY.',
}

/** Text that would run, restyle or reorder the page if it were not text. */
export const HOSTILE = [
  '<script>document.title="owned"</script>',
  '<img src=x onerror="document.title=\'owned\'">',
  '</style><style>body{display:none}</style>',
  '"><svg onload=document.title="owned">',
  'javascript:document.title="owned"',
  '\u202Egnp.exe\u202C \u2066isolate',
  "'; --\u0000\u0007\u001b[31m",
  '{{constructor.constructor("document.title=1")()}}',
] as const

function hostileRequest(word: string, text: string): StepRequest {
  return {
    method: word,
    address: `${word}/${text}`,
    offsetMs: 5,
    durationMs: 1e9,
    failure: text,
    type: word,
    bytes: 1e15,
  }
}

/** Hostile words wherever a service or a probe author can put words. */
export const hostile = (): HistoryData => {
  const text = `${HOSTILE.join(' ')} ${'A'.repeat(10_000)}`
  const failure = failureOf('edge', text, { step: text, httpStatus: 503, detail: text })
  const surface = HOSTILE[0]
  const probe = { surface, probe: HOSTILE[1], steps: { [HOSTILE[3]]: 200, [text]: 120 } }
  const data = play({
    ...BASE,
    target: HOSTILE[2],
    probes: [probe],
    alerts: 'dead',
    troubles: [{ surface, from: NOW - 2 * HOUR, state: 'down', failure }],
    notices: [{ ...DRIFT, target: HOSTILE[2], surface, probe: HOSTILE[1], text, failure }],
  })
  const requests = HOSTILE.map((word) => hostileRequest(word, text))
  const path = '../../<img src=x onerror=alert(1)>.png'
  return {
    ...data,
    runs: data.runs.map((run) => ({
      ...run,
      ...(run.trigger === 'confirm' ? { artifacts: [{ kind: 'screenshot', path, bytes: 1 }] } : {}),
      steps: run.steps.map((step) => ({ ...step, requests })),
    })),
  }
}
