import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { slackMessage } from '../../src/notify/channels/slack-message.ts'
import { telegramText } from '../../src/notify/channels/telegram.ts'
import { alertText, noticeAlert, type PlanInput, planReminder } from '../../src/notify/index.ts'
import { urgencyOf } from '../../src/notify/text/urgency.ts'
import { failureWords } from '../../src/notify/text/words.ts'
import {
  HTTP_500,
  incident,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NAME,
  NOW,
  notice,
  onlyAlert,
  part,
  surface,
  surfacesWith,
  TARGET,
} from './kit.ts'

const linesOf = (from: PlanInput, more: Partial<PlanInput>) => onlyAlert({ ...from, ...more }).lines

describe('what an alert says of the status page', () => {
  it('is what it shows, and that it has not reported the incident', () => {
    expect(linesOf(LOGIN_DOWN, { statusPage: 'all systems operational', page: {} })).toEqual(
      expect.arrayContaining([
        "The provider's status page says: all systems operational.",
        'The status page has not reported it so far.',
      ]),
    )
  })

  it.each([
    ['our lead', NOW + 20 * MINUTE, 'The status page reported it 20 min after Doorwatch.'],
    ['its lead', NOW - 3 * MINUTE, 'The status page reported it 3 min before Doorwatch.'],
    ['neither', NOW, 'The status page reported it at the same time as Doorwatch.'],
    ['silence to the end', undefined, 'The status page did not report it.'],
  ])('is, when it is over, %s', (_what, firstAt, words) => {
    const page = firstAt === undefined ? {} : { firstAt }
    expect(linesOf(LOGIN_RECOVERED, { page, statusPage: 'all well' })).toContain(words)
    expect(linesOf(LOGIN_RECOVERED, { page, statusPage: 'all well' })).toContain(
      "The provider's status page says: all well.",
    )
  })

  it('is nothing where it was not read', () => {
    expect(linesOf(LOGIN_RECOVERED, {}).join()).not.toContain('status page')
  })
})

describe('without an address of the dashboard', () => {
  it('an alert names the commands instead of a link', () => {
    const commands = `Acknowledge: doorwatch ack ${NAME} | Evidence: doorwatch why ${NAME}`
    expect(linesOf(LOGIN_DOWN, { links: {} })).toContain(commands)
    expect(linesOf(LOGIN_DOWN, {}).join()).not.toContain('doorwatch')
    expect(linesOf(LOGIN_RECOVERED, { links: {} })).toContain(`Evidence: doorwatch why ${NAME}`)
  })
})

describe('a probe that measures again while a surface is down', () => {
  const surfaces = surfacesWith(surface('login', 'down', HTTP_500))
  const over = notice({ key: 'k', surface: 'console', probe: 'console', open: false, text: 'over' })
  const alert = noticeAlert(over, input({ surfaces }))

  it('says so in the headline, and what works', () => {
    expect(alert.headline).toBe(
      "probe console measures console again; login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    )
  })

  it('looks green in no channel', () => {
    expect(urgencyOf(alert)).toBe('warning')
    expect(telegramText(alert)).not.toMatch(/✅/)
    expect(JSON.stringify(slackMessage(alert))).not.toMatch(/✅|#2e8555/)
  })

  it('is green news where nothing is broken', () => {
    expect(urgencyOf(noticeAlert(over, input()))).toBe('info')
  })
})

describe('the words of a failure', () => {
  it('have class, status code and request id, the code once', () => {
    const overloaded = { class: 'overloaded', blame: 'provider', message: 'Overloaded', step: 'send' } as const
    expect(failureWords({ ...overloaded, httpStatus: 529, requestId: 'req_1' })).toBe(
      "Overloaded at 'send' (overloaded, HTTP 529, request req_1)",
    )
    expect(failureWords({ ...HTTP_500, requestId: 'req_2' })).toBe(
      "HTTP 500 at 'submit credentials' (server_error, request req_2)",
    )
  })
})

describe('impact and actions', () => {
  const outage = {
    affected: '25 people in code review',
    actions: [
      { workflow: 'code review', text: 'Switch to openai/cli.', link: { text: 'How', url: 'https://wiki.example/a' } },
      { workflow: 'bot', text: 'Stop it.', link: { text: 'x', url: 'javascript:alert(1)' } },
    ],
    afterwards: [],
  }
  const cost = [
    { amount: 1_240, currency: 'GBP' },
    { amount: 3, currency: 'odd' },
  ]

  it('stand between the sentences and the surfaces', () => {
    const alert = onlyAlert({ ...LOGIN_DOWN, outage })
    const text = alertText({ ...alert, impact: { affected: outage.affected, cost } })
    expect(text).toContain(
      [
        'Affected: 25 people in code review. Cost so far: £1,240.00 and 3 odd.',
        'What to do:',
        '• code review: Switch to openai/cli. (https://wiki.example/a)',
        '• bot: Stop it.',
        '',
        '  login     DOWN',
      ].join('\n'),
    )
    expect(JSON.stringify(slackMessage(alert))).toContain('• bot: Stop it.')
  })

  it('are in reminders as well, and count workflows beyond eight', () => {
    const actions = Array.from({ length: 11 }, (_, index) => ({ workflow: `w${index}`, text: 'Wait.' }))
    const alert = planReminder({
      ...{ target: TARGET, surfaces: surfacesWith(surface('login', 'down', HTTP_500)), now: NOW + MINUTE, links: {} },
      ...{
        incident: incident([part('login', 'down')]),
        lastAlertAt: NOW,
        reminderEveryMs: MINUTE,
        outage: { ...outage, actions },
      },
    })
    expect(alert && alertText(alert)).toContain('• w7: Wait.\nAnd 3 more.\n')
  })

  it('are not in alerts about the monitor', () => {
    const alert = noticeAlert(notice(), { ...input(), outage })
    expect([alert.impact, alert.actions]).toEqual([undefined, undefined])
  })
})
