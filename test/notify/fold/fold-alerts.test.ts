import { describe, expect, it } from 'vitest'
import { type Alert, type AlertKind, MINUTE, type State } from '../../../src/core/index.ts'
import { foldAlerts, targetLabel } from '../../../src/notify/index.ts'
import { HTTP_500, input, LOGIN_DOWN, LOGIN_RECOVERED, NOW, notice, onlyAlert, surface, verdict } from '../kit.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const RECOVERED = onlyAlert(LOGIN_RECOVERED)
const fold = (...alerts: readonly Alert[]) => foldAlerts('folded', alerts as [Alert, ...Alert[]])

/** An alert on an incident of a target of its own. */
function alertOn(target: string, kind: AlertKind = 'opened', state: State = 'down', at = NOW): Alert {
  const name = `${target}-20261123`
  return {
    ...OPENED,
    ...{ key: `${name}:${kind}:${at}`, kind, target, at },
    headline: `${target}: login is ${state}`,
    surfaces: [{ ...surface('login', state, HTTP_500), target }],
    ...(OPENED.incident ? { incident: { ...OPENED.incident, name, target } } : {}),
    links: [{ text: 'Evidence and timeline', url: `https://doorwatch.example/#${name}` }],
  }
}

describe('one alert', () => {
  it('is sent as it is', () => {
    expect(fold(OPENED)).toBe(OPENED)
  })
})

describe('the waiting alerts of one incident', () => {
  const changed = (minute: number): Alert => ({
    ...OPENED,
    ...{ kind: 'changed', key: `${OPENED.key}:${minute}`, at: NOW + minute * MINUTE, headline: `change ${minute}` },
  })

  it('are one message that says what is true now, and what came before', () => {
    const message = fold(OPENED, RECOVERED)
    expect(message).toMatchObject({ ...RECOVERED, key: 'folded', lines: expect.anything(), parts: [OPENED, RECOVERED] })
    expect(message.lines).toEqual([
      ...RECOVERED.lines,
      "Earlier, at 21:05:12 UTC: login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up.",
    ])
    expect(message.digest).toBeUndefined()
  })

  it('names the opening and the latest change, and counts those in between', () => {
    const { lines } = fold(OPENED, changed(1), changed(2), changed(3), RECOVERED)
    expect(lines.slice(RECOVERED.lines.length)).toEqual([
      "Earlier, at 21:05:12 UTC: login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up.",
      'Earlier, at 21:08:12 UTC: change 3.',
      '2 more updates came in between.',
    ])
    expect(fold(OPENED, changed(1), changed(2), RECOVERED).lines.at(-1)).toBe('1 more update came in between.')
  })
})

describe('the waiting alerts of many incidents', () => {
  const many = (count: number, kind: AlertKind = 'opened') =>
    Array.from({ length: count }, (_, index) => alertOn(`service-${index + 1}`, kind))

  it('say of reminders that it is still so, and of new trouble that it is so', () => {
    expect(fold(...many(3, 'reminder')).headline).toBe('3 targets are still DOWN: service-1, service-2 and service-3')
    const mixed = [alertOn('a'), alertOn('b', 'reminder'), alertOn('c', 'reminder', 'degraded')]
    expect(fold(...mixed).headline).toBe('2 targets are DOWN: a and b; 1 target is still DEGRADED: c')
  })

  it('are one message with their number, first names and a line each', () => {
    const message = fold(alertOn('claude'), alertOn('openai', 'opened', 'degraded'), alertOn('gemini'))
    expect(message.headline).toBe('2 targets are DOWN: claude and gemini; 1 target is DEGRADED: openai')
    expect(message.lines).toEqual([
      '21:05:12 UTC: claude: login is down',
      '21:05:12 UTC: gemini: login is down',
      '21:05:12 UTC: openai: login is degraded',
    ])
    expect(message.digest).toBe(true)
    expect(targetLabel(message)).toBe('3 targets')
  })

  it('name six targets of a thousand and count the others', () => {
    const { headline, lines, links } = fold(...many(1_000))
    expect(headline).toBe(
      '1,000 targets are DOWN: service-1, service-2, service-3, service-4, service-5, service-6 and 994 more',
    )
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toBe('And 980 more; doorwatch status lists all of them.')
    expect(links.map(({ text }) => text)).toEqual([1, 2, 3].map((nth) => `Evidence and timeline: service-${nth}`))
  })

  it('count an incident by its newest alert', () => {
    const ended = alertOn('claude', 'resolved', 'operational', NOW + MINUTE)
    const { headline } = fold(alertOn('claude'), alertOn('openai'), ended)
    expect(headline).toBe('1 target is DOWN: openai; 1 target recovered: claude')
  })

  it('keep what is ours to repair and trouble of the monitor apart from outages', () => {
    const repair: Alert = { ...alertOn('claude', 'notice'), notice: notice({ key: 'claude/login/drift' }) }
    const { incident: _, ...onNotice } = repair
    const onTrouble = { ...onNotice, kind: 'trouble' as const, notice: notice({ key: 'c' }), key: 'c' }
    const { incident: __, ...onEnd } = { ...repair, kind: 'cleared' as const, notice: notice({ key: 'b' }), key: 'b' }
    const message = fold(onNotice, onTrouble, onEnd, alertOn('openai', 'resolved', 'operational'))
    expect(message.headline).toBe(
      'trouble of the monitor with 1 target: claude; repair needed for 1 target: claude; 1 target recovered: openai; the monitor works again for 1 target: claude',
    )
    expect(message.kind).toBe('trouble')
  })

  it('of one target have the headline of the worst news, which names what works', () => {
    const notices = ['a', 'b'].map((key) => onlyAlert(input({ verdict: verdict({ notices: [notice({ key })] }) })))
    const message = fold(...notices, OPENED)
    expect(message.headline).toBe(
      "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up; 2 more",
    )
    expect(targetLabel(message)).toBe('sandbox')
  })

  it('take the fields that only one alert can have from the worst news', () => {
    const { target, incident, surfaces, kind } = fold(alertOn('openai', 'resolved', 'operational'), alertOn('claude'))
    expect({ target, incident: incident?.name, kind, state: surfaces[0]?.state }).toEqual({
      ...{ target: 'claude', incident: 'claude-20261123', kind: 'opened', state: 'down' },
    })
  })
})
