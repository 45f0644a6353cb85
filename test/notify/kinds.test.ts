import { describe, expect, it } from 'vitest'
import { HOUR, isEnd, isOngoing, type Notice, streamOf } from '../../src/core/index.ts'
import { drillAlert, noticeAlert, type ProvenTarget, proofAlert, testAlert } from '../../src/notify/index.ts'
import { urgencyOf } from '../../src/notify/text/urgency.ts'
import {
  HTTP_500,
  IMPACT,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NAME,
  NOW,
  notice,
  onlyAlert,
  surface,
  surfacesWith,
} from './kit.ts'

describe('the alert of a notice', () => {
  const ours = (failure: Partial<Notice['failure']>, more: Partial<Notice> = {}) =>
    notice({
      blame: 'ours',
      failure: { class: 'credentials', blame: 'ours', message: 'HTTP 401', ...failure },
      ...more,
    })

  it.each<readonly [string, Notice, 'notice' | 'trouble']>([
    ['a drifted page', notice(), 'notice'],
    ['a refused key', ours({}), 'notice'],
    ['a used-up budget', ours({ class: 'budget' }), 'notice'],
    ['a full disk', ours({ class: 'storage' }), 'trouble'],
    ['a probe that stopped reporting', ours({ class: 'interrupted' }), 'trouble'],
    ['a browser that the system killed', ours({ class: 'browser_crash' }), 'trouble'],
    ['a memory that cannot be read', ours({ class: 'bad_request' }, { kind: 'memory' }), 'trouble'],
    ['a network that fails', notice({ blame: 'network' }), 'trouble'],
  ])('on %s is of kind %3$s', (_what, about, kind) => {
    const alert = noticeAlert(about, input())
    expect(alert.kind).toBe(kind)
    expect(alert.key).toBe(`${about.key}:notice:${about.failure.class === 'budget' ? 'day' : about.at}`)
    expect(urgencyOf(alert)).toBe('warning')
  })
})

describe('the alert of a drill', () => {
  it('says DRILL first, is as urgent as what it practises, and shares neither key nor stream with it', () => {
    const real = onlyAlert(LOGIN_DOWN)
    const drill = drillAlert(real)
    expect(drill).toMatchObject({ kind: 'drill', drillOf: 'opened', key: `drill:${real.key}` })
    expect(drill.headline).toMatch(/^DRILL: login is DOWN/)
    expect(drill.lines[0]).toMatch(/drill/)
    expect(streamOf(drill)).toBe(`drill:${NAME}`)
    expect(urgencyOf(drill)).toBe('critical')
    expect([isOngoing(drill), isEnd(drill)]).toEqual([true, false])
    expect(drillAlert(drill)).toBe(drill)
  })

  it('ends the stream of the drill where it practises a recovery', () => {
    const drill = drillAlert(onlyAlert(LOGIN_RECOVERED))
    expect([isOngoing(drill), isEnd(drill)]).toEqual([false, true])
    expect(urgencyOf(drill)).toBe('info')
  })
})

describe('the alert that tests a channel', () => {
  it('names the channel, is not urgent, and differs from the next test', () => {
    const scene = { now: NOW, links: {}, location: 'berlin' }
    const alert = testAlert('slack', scene)
    expect(alert).toMatchObject({
      kind: 'test',
      headline: 'Test from berlin: alerts reach the channel slack',
      links: [],
    })
    expect(urgencyOf(alert)).toBe('info')
    expect(testAlert('slack', { ...scene, now: NOW + 1 }).key).not.toBe(alert.key)
    expect(testAlert('pager', scene).key).not.toBe(alert.key)
  })
})

describe('the weekly proof', () => {
  const target = (more: Partial<ProvenTarget> = {}): ProvenTarget => ({
    ...{ name: 'claude', surfaces: surfacesWith(), runs: 2_016, incidents: 0 },
    ...more,
  })
  const proof = (...targets: readonly ProvenTarget[]) => proofAlert({ now: NOW, links: {}, location: 'local', targets })

  it('says all quiet where there was no incident and every surface is up', () => {
    const alert = proof(target(), target({ name: 'openai', runs: 4_000 }))
    expect(alert.headline).toBe('All quiet: 6,016 runs of claude and openai in 7 days, no incident, everything is up')
    expect(alert.lines).toContain('claude: 2,016 runs, no incident; login, chat, console, API and CLI are up.')
    expect(alert.lines).toContain('There was no incident yet.')
    expect(alert.target).toBe('2 targets')
    expect(urgencyOf(alert)).toBe('info')
  })

  it.each([
    ['an incident in the week', target({ incidents: 1 })],
    ['a surface that is down', target({ surfaces: surfacesWith(surface('login', 'down', HTTP_500)) })],
    ['a surface without data', target({ surfaces: surfacesWith(surface('login', 'unknown')) })],
    ['no run at all', target({ runs: 0 })],
  ])('never says all quiet with %s', (_what, one) => {
    const { headline, lines } = proof(target({ name: 'openai' }), one)
    expect(headline).toMatch(/^Weekly proof: /)
    expect(lines.join('\n')).not.toContain('All quiet')
  })

  it('names the last incident of all targets, and whether it is over', () => {
    const older = { name: 'openai-1', impactAt: IMPACT - HOUR, resolvedAt: IMPACT }
    const newer = { name: 'claude-1', impactAt: IMPACT }
    const lines = proof(target({ lastIncident: newer }), target({ name: 'openai', lastIncident: older })).lines
    expect(lines.join('\n')).toMatch(/Last incident: claude-1, began at 21:04:37 .*, still open\./)
  })

  it('lists twenty targets and counts the others', () => {
    const many = Array.from({ length: 25 }, (_, index) => target({ name: `target-${index}` }))
    expect(proof(...many).lines).toContain('And 5 more; doorwatch status lists all of them.')
  })
})
