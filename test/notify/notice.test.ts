import { describe, expect, it } from 'vitest'
import { BLAME_OF, FAILURE_CLASSES, type Failure, type FailureClass, type Notice } from '../../src/core/index.ts'
import { planAlerts, type Silenced } from '../../src/notify/index.ts'
import { input, LOGIN_DOWN, NOW, notice, onlyAlert, verdict } from './kit.ts'

function noticeFor(kind: FailureClass, more: Partial<Failure> = {}): Notice {
  const failure = { class: kind, blame: BLAME_OF[kind], message: 'what was seen', step: 'open', ...more }
  return notice({ key: `sandbox/${kind}`, blame: failure.blame, failure, text: 'what the judge says' })
}

const alertFor = (one: Notice) => onlyAlert(input({ verdict: verdict({ notices: [one] }) }))

describe('a notice about the monitor itself', () => {
  it.each<[string, Notice, string]>([
    [
      'a locator that drifted',
      notice(),
      "probe login needs repair (not found: role=button[name='Sign in'] at 'submit credentials')",
    ],
    ['a bot wall', noticeFor('blocked'), "probe login needs repair (what was seen at 'open')"],
    ['our key', noticeFor('credentials'), "our own credentials for login are refused (what was seen at 'open')"],
    ['our limit', noticeFor('quota'), "our own limit for login is used up (what was seen at 'open')"],
    [
      'our request',
      noticeFor('bad_request'),
      "probe login cannot measure login, the cause is ours (what was seen at 'open')",
    ],
    [
      'a runner that the system killed',
      noticeFor('probe_error', {
        blame: 'ours',
        message: 'the runner process was killed by SIGKILL, not by the probe',
      }),
      "probe login cannot measure login, the cause is ours (the runner process was killed by SIGKILL, not by the probe at 'open')",
    ],
    ['silence', noticeFor('interrupted'), 'probe login has stopped reporting'],
    [
      'silence with a cause',
      noticeFor('interrupted', { detail: 'the run that began at 18:03:00 UTC has not ended' }),
      'probe login has stopped reporting (the run that began at 18:03:00 UTC has not ended)',
    ],
    [
      'our name server',
      noticeFor('dns'),
      "the monitor's own network fails (what was seen at 'open'), surfaces are not judged",
    ],
  ])('says what is wrong with %s', (name, one, headline) => {
    const isTrouble = /killed|^silence|name server/.test(name)
    expect(alertFor(one)).toMatchObject({ kind: isTrouble ? 'trouble' : 'notice', headline })
  })

  it.each(FAILURE_CLASSES.filter((kind) => BLAME_OF[kind] !== 'provider'))('never words %s as an outage', (kind) => {
    const { headline, lines } = alertFor(noticeFor(kind))
    expect(`${headline} ${lines.join(' ')}`).not.toMatch(/\b(DOWN|DEGRADED|is down|outage of the provider)\b/)
    const about = kind === 'unprotected' ? 'plan' : 'monitor'
    expect(lines[0]).toBe(`This is about the ${about}, not an outage of the service.`)
    expect(lines.at(-1)).toMatch(/^(Check|Raise|Open|Ask|Run) .+\.$/)
  })

  it('sends the owner to the machine, not to the probe, where the system killed its process', () => {
    expect(alertFor(noticeFor('probe_error', { blame: 'ours' })).lines.at(-1)).toBe(
      'Check the memory of the machine that runs the monitor, and its system log for the signal.',
    )
    expect(alertFor(noticeFor('probe_error')).lines.at(-1)).toBe('Run the probe by hand to see where it breaks.')
  })

  it('carries the notice and its key, and no incident', () => {
    const alert = alertFor(notice())
    expect(alert.key).toBe(`sandbox/login/login/probe/drift:notice:${NOW}`)
    expect(alert.notice?.probe).toBe('login')
    expect(alert.incident).toBeUndefined()
  })

  it('is alerted again, under another key, when the trouble comes back', () => {
    expect(alertFor(notice({ at: NOW + 1 })).key).not.toBe(alertFor(notice()).key)
  })

  it('is cleared by name', () => {
    const cleared = alertFor(notice({ open: false, text: 'over: the probe login needs repair' }))
    expect(cleared).toMatchObject({ kind: 'cleared', headline: 'probe login measures login again' })
    expect(cleared.key).toBe(`sandbox/login/login/probe/drift:cleared:${NOW}`)
    expect(alertFor({ ...noticeFor('interrupted'), open: false }).headline).toBe('probe login reports again')
    const network = alertFor({ ...noticeFor('dns'), open: false })
    expect(network.headline).toBe("the monitor's own network works again")
  })

  it('goes with the alert on an incident, one alert each', () => {
    const both = { ...LOGIN_DOWN, verdict: { ...LOGIN_DOWN.verdict, notices: [notice(), noticeFor('quota')] } }
    expect(planAlerts(both).map(({ kind }) => kind)).toEqual(['opened', 'notice', 'notice'])
    expect(new Set(planAlerts(both).map(({ key }) => key)).size).toBe(3)
  })

  it('is not sent while its surface is silenced', () => {
    const quiet = (silenced: Silenced) => planAlerts(input({ silenced, verdict: verdict({ notices: [notice()] }) }))
    expect(quiet({ all: true, surfaces: [] })).toEqual([])
    expect(quiet({ all: false, surfaces: ['login'] })).toEqual([])
    expect(quiet({ all: false, surfaces: ['chat'] })).toHaveLength(1)
  })
})
