import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { artifactsFrom } from '../../../src/cli/readings/artifact-links.ts'
import { backlogJson, backlogText } from '../../../src/cli/readings/backlogs.ts'
import { channelNews, channelNewsJson, channelNewsText } from '../../../src/cli/readings/incident-deliveries.ts'
import {
  acknowledgedText,
  acknowledgementWords,
  incidentJson,
  incidentUnknown,
} from '../../../src/cli/readings/incidents.ts'
import {
  type AlertRecord,
  type ChannelBacklog,
  type Delivery,
  HOUR,
  type IncidentRecord,
  MINUTE,
} from '../../../src/core/index.ts'
import { incident as incidentOf, NOW as OPENED_AT, part } from '../../notify/kit.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5)
const backlog = (changes: Partial<ChannelBacklog> = {}): ChannelBacklog => ({
  ...{ channel: 'slack', waiting: 1, since: NOW - 12 * MINUTE },
  ...changes,
})
const textOf = (changes: Partial<ChannelBacklog>, zone = 'UTC') => backlogText(backlog(changes), NOW, zone)
const refusal = { since: NOW - 2 * HOUR, reason: 'HTTP 404 (no_service).', retryAt: NOW + 10 * MINUTE }

describe('the alerts that wait for a channel', () => {
  it.each([
    [1, '1 alert waits for slack, the oldest for 12 min.\n'],
    [3, '3 alerts wait for slack, the oldest for 12 min.\n'],
    [0, ''],
  ])('are counted: %i', (waiting, text) => {
    expect(textOf({ waiting })).toBe(text)
  })

  it('have waited no time where the clock was set back', () => {
    expect(textOf({ since: NOW + HOUR })).toBe('1 alert waits for slack, the oldest for 0 ms.\n')
  })

  it('are named with the reason of a channel that refuses them, which ends with one full stop', () => {
    expect(textOf({ refusal } as never, 'Europe/Berlin')).toBe(
      'Channel slack refuses alerts for 2 h now: HTTP 404 (no_service). 1 alert waits for slack, the oldest for 12 min. Doorwatch tries again at 22:15:00 UTC+1, and when the worker starts.\n',
    )
  })

  it('are apart from those that a route holds', () => {
    const heldAlerts = { count: 2, until: NOW + 8 * HOUR }
    const line = '2 alerts are held for slack until 05:05:00 UTC on Tue 24 Nov 2026.\n'
    expect(textOf({ waiting: 0, held: heldAlerts })).toBe(line)
    expect(textOf({ held: heldAlerts })).toBe(`1 alert waits for slack, the oldest for 12 min.\n${line}`)
    expect(textOf({ waiting: 0, held: { ...heldAlerts, count: 1 } })).toMatch(/^1 alert is held for slack/)
  })

  it('are JSON with ISO times, and without what there is not', () => {
    expect(backlogJson(backlog())).toEqual({ channel: 'slack', waiting: 1, since: '2026-11-23T20:53:00.000Z' })
    const all = { held: { count: 2, until: NOW }, refusal, retry: { at: NOW, reason: 'x' } } as never
    expect(backlogJson(backlog(all))).toMatchObject({
      held: { count: 2, until: '2026-11-23T21:05:00.000Z' },
      refusal: { since: '2026-11-23T19:05:00.000Z', retryAt: '2026-11-23T21:15:00.000Z' },
      retry: { at: '2026-11-23T21:05:00.000Z', reason: 'x' },
    })
  })
})

describe('the link from a written file to the artifacts', () => {
  const stateDir = join('/srv', 'watch', '.doorwatch')

  it.each([
    ['/srv/watch/report.html', '.doorwatch/artifacts/'],
    ['/srv/watch/out/report.html', '../.doorwatch/artifacts/'],
    ['/srv/watch/.doorwatch/report.html', 'artifacts/'],
    ['/srv/watch/.doorwatch/artifacts/report.html', './'],
    ['/srv/watch/.doorwatch/artifacts/a/report.html', '../'],
  ])('of %s is %s', (path, url) => {
    expect(artifactsFrom(path, { stateDir })).toBe(url)
  })

  it('is escaped for an address', () => {
    expect(artifactsFrom('/srv/report.html', { stateDir: '/srv/my #1/50%' })).toBe('my%20%231/50%25/artifacts/')
  })
})

describe('the newest alert of an incident in each channel', () => {
  const delivery = (channel: string, changes: Partial<Delivery> = {}): Delivery => ({
    ...{ id: 1, alertKey: 'k', channel, state: 'sent', attempts: 1, dueAt: NOW, sentAt: NOW, rung: 'visible' },
    ...changes,
  })
  const alert = (key: string, kind: string, ...deliveries: readonly Delivery[]) =>
    ({ key, kind, target: 'claude', at: NOW, deliveries }) as unknown as AlertRecord
  const store = (alerts: readonly AlertRecord[]) => ({ alerts: async () => alerts })
  const time = (at: number) => new Date(at).toISOString().slice(11, 19)

  it('is one line for each channel, by name', async () => {
    const news = await channelNews(
      store([
        alert('i:changed', 'changed', delivery('slack')),
        alert('i:opened', 'opened', delivery('slack'), delivery('mail', { state: 'dead', lastError: 'HTTP 404.' })),
      ]),
      'i',
    )
    expect(news.map((one) => channelNewsText(one, { now: NOW, time }))).toEqual([
      'Channel mail: opened given up at 21:05:00, 1 attempt: HTTP 404.',
      'Channel slack: changed visible at 21:05:00.',
    ])
    expect(news.map(channelNewsJson)).toMatchObject([
      { alert: 'i:opened', kind: 'opened', channel: 'mail', sentAt: '2026-11-23T21:05:00.000Z' },
      { alert: 'i:changed', kind: 'changed', channel: 'slack' },
    ])
  })

  it('is none without deliveries', async () => {
    expect(await channelNews(store([alert('i:opened', 'opened')]), 'i')).toEqual([])
  })
})

describe('an incident in words', () => {
  const open = incidentOf([part('login', 'down')])
  const acknowledgement = { by: 'Ana', at: OPENED_AT, reason: 'calling the provider' }
  const acknowledged = { ...open, acknowledgement } as IncidentRecord

  it('says who acknowledged it and why', () => {
    expect(acknowledgementWords(open, 'UTC')).toBe('not acknowledged')
    expect(acknowledgementWords(acknowledged, 'Europe/Berlin')).toBe(
      'acknowledged by Ana at 22:05:12 UTC+1: calling the provider',
    )
    const { reason: _, ...short } = acknowledgement
    expect(acknowledgementWords({ ...open, acknowledgement: short } as IncidentRecord, 'UTC')).toBe(
      'acknowledged by Ana at 21:05:12 UTC',
    )
    expect(acknowledgedText(acknowledged, open.impactAt + 90 * MINUTE, 'UTC')).toBe(
      `Incident ${open.name}, for 1 h 30 min: acknowledged by Ana at 21:05:12 UTC: calling the provider\n`,
    )
  })

  it('is JSON with null without an acknowledgement', () => {
    expect(incidentJson(open)).toMatchObject({ acknowledgement: null, openedAt: '2026-11-23T21:05:12.000Z' })
    expect(incidentJson(open)).not.toHaveProperty('cost')
    expect(incidentJson(acknowledged).acknowledgement).toEqual({ ...acknowledgement, at: '2026-11-23T21:05:12.000Z' })
  })

  it('that no name is near to is answered with the newest, else with the nearest', async () => {
    const store = {
      incidents: async () => ['claude-20261123-210512', 'openai-20261120-080000'].map((name) => ({ ...open, name })),
    }
    const hintOf = async (name: string, from: Parameters<typeof incidentUnknown>[0] = store) =>
      (await incidentUnknown(from, name)).hint
    expect(await hintOf('claude-20261123-210513')).toBe('Did you mean "claude-20261123-210512"?')
    expect(await hintOf('x')).toMatch(
      /^The newest: claude-20261123-210512, openai-20261120-080000\. All: doorwatch incident list/,
    )
    expect(await hintOf('x', { incidents: async () => [] })).toMatch(/^The newest: none\./)
  })
})
