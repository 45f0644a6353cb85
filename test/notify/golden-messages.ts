import { type Alert, type AlertImpact, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import {
  drillAlert,
  foldAlerts,
  type Message,
  messageKey,
  noticeAlert,
  planReminder,
  proofAlert,
  type ReminderInput,
  testAlert,
} from '../../src/notify/index.ts'
import {
  entry,
  HTTP_500,
  IMPACT,
  incident,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NAME,
  NOW,
  notice,
  onlyAlert,
  part,
  RECOVERED_AT,
  SLOW,
  surface,
  surfacesWith,
  TARGET,
  verdict,
} from './kit.ts'

const CHANGED = onlyAlert(
  input({
    now: NOW + 2 * MINUTE,
    surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'degraded', SLOW, NOW + 2 * MINUTE)),
    links: { dashboardUrl: 'http://127.0.0.1:7777' },
    verdict: verdict({
      incident: {
        incident: incident(
          [part('login', 'down', { failure: HTTP_500 }), part('chat', 'degraded', { failure: SLOW })],
          {
            scope: 'front doors only (chat and login): API is up',
          },
        ),
        entries: [
          {
            ...entry('joined', 'chat is degraded as well (took 4.2 s)', 'chat', NOW + 2 * MINUTE),
            from: 'operational',
            to: 'degraded',
          },
        ],
      },
    }),
  }),
)

/** A reminder four hours after the opening. */
function reminder(more: Partial<ReminderInput> = {}): Alert {
  const alert = planReminder({
    target: TARGET,
    incident: incident([part('login', 'down', { failure: HTTP_500 })]),
    surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('console', 'unknown')),
    lastAlertAt: NOW,
    reminderEveryMs: 4 * HOUR,
    now: NOW + 4 * HOUR,
    links: { dashboardUrl: 'http://127.0.0.1:7777' },
    statusPage: 'all systems operational',
    advice: ['Stay signed in: existing sessions work.'],
    ...more,
  })
  if (!alert) throw new Error('no reminder is due')
  return alert
}

/** What the plan of a team says of an outage of login. */
const OUTAGE = {
  affected: '25 people in code review, 8 in proposals',
  actions: [
    {
      workflow: 'code review',
      text: 'Switch to openai/cli: doorwatch use review',
      link: { text: 'How to switch', url: 'https://wiki.example.org/review' },
    },
    { workflow: 'proposals', text: 'Stop: nothing is lost before 17:00' },
  ],
  afterwards: [],
}

/** With a cost, which only an alert during the outage has. */
const withCost = (alert: Alert, cost: AlertImpact['cost']): Alert => ({
  ...alert,
  ...(alert.impact && cost ? { impact: { ...alert.impact, cost } } : {}),
})

const TROUBLE = noticeAlert(
  notice({
    ...{ key: 'sandbox//network', surface: '', blame: 'network' },
    failure: { class: 'dns', blame: 'network', message: 'no name server answers' },
    text: "the monitor's own network fails: no name server answers, and 3 of 3 controls cannot be reached",
  }),
  input({ links: { dashboardUrl: 'http://127.0.0.1:7777' } }),
)

const PROOF = proofAlert({
  ...{ now: NOW, location: 'berlin', links: { dashboardUrl: 'http://127.0.0.1:7777' } },
  targets: [
    { name: 'claude', surfaces: surfacesWith(), runs: 50_400, incidents: 0 },
    {
      ...{ name: 'openai', surfaces: surfacesWith(), runs: 20_160, incidents: 0 },
      lastIncident: { name: NAME, impactAt: IMPACT, resolvedAt: RECOVERED_AT },
    },
  ],
})

/** An alert of an opening at another target than the sandbox. */
function openedAt(target: string, at: number): Alert {
  const alert = onlyAlert({ ...LOGIN_DOWN, now: at, links: { dashboardUrl: 'http://127.0.0.1:7777' } })
  const name = `${target}-20261123-210512`
  return {
    ...alert,
    ...{ key: `${name}:opened`, target, headline: `${target}: ${alert.headline}` },
    surfaces: alert.surfaces.map((one) => ({ ...one, target })),
    ...(alert.incident ? { incident: { ...alert.incident, name, target } } : {}),
    links: [{ text: 'Evidence and timeline', url: `http://127.0.0.1:7777/?since=7d#${name}` }],
  }
}

const folded = (...alerts: readonly [Alert, ...Alert[]]): Message =>
  foldAlerts(messageKey(alerts.map(({ key }) => key)), alerts)

/** One message of each kind and shape. */
export const MESSAGES: readonly (readonly [string, Message])[] = [
  ['opened', onlyAlert(LOGIN_DOWN)],
  ['changed', CHANGED],
  ['reminder', reminder()],
  [
    'opened-plan',
    onlyAlert({ ...LOGIN_DOWN, outage: OUTAGE, runbooks: { login: 'https://wiki.example.org/sign-in' } }),
  ],
  [
    'reminder-plan',
    withCost(reminder({ outage: OUTAGE }), [
      { amount: 1_240, currency: 'GBP' },
      { amount: 310.5, currency: 'USD' },
    ]),
  ],
  ['resolved', onlyAlert(LOGIN_RECOVERED)],
  ['notice', onlyAlert(input({ verdict: verdict({ notices: [notice()] }) }))],
  [
    'cleared',
    onlyAlert(
      input({ verdict: verdict({ notices: [notice({ open: false, text: 'over: the probe login needs repair' })] }) }),
    ),
  ],
  ['trouble', TROUBLE],
  ['proof', PROOF],
  ['drill', drillAlert(onlyAlert(LOGIN_DOWN))],
  ['test', testAlert('slack', { now: NOW, links: { dashboardUrl: 'http://127.0.0.1:7777' }, location: 'berlin' })],
  ['updates', folded(onlyAlert(LOGIN_DOWN), CHANGED, onlyAlert(LOGIN_RECOVERED))],
  [
    'digest',
    folded(
      openedAt('claude', NOW),
      openedAt('openai', NOW + SECOND),
      onlyAlert(input({ verdict: verdict({ notices: [notice()] }) })),
      { ...onlyAlert(LOGIN_RECOVERED), headline: 'login recovered after 12 min 20 s' },
    ),
  ],
]
