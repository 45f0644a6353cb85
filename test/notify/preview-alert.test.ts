import { describe, expect, it } from 'vitest'
import { HOUR } from '../../src/core/index.ts'
import { previewAlert } from '../../src/notify/index.ts'
import { entry, HTTP_500, IMPACT, incident, NAME, NOW, part, surface, surfacesWith, TARGET } from './kit.ts'

const BROKEN = surfacesWith(surface('login', 'down', HTTP_500))
const scene = { target: TARGET, surfaces: BROKEN, now: NOW + HOUR, links: {} }
const OPEN = incident([part('login', 'down', { failure: HTTP_500 })], {
  timeline: [entry('opened', 'login is down', 'login'), entry('joined', 'chat is down', 'chat', NOW + 1_000)],
})

describe('the preview of an alert that was never planned', () => {
  it('is the opening, a reminder and the end as they would be now', () => {
    expect(previewAlert(scene, OPEN, 'opened')).toMatchObject({ kind: 'opened', key: `${NAME}:opened` })
    expect(previewAlert(scene, OPEN, 'reminder')?.headline).toContain('login is still DOWN')
    expect(previewAlert(scene, OPEN, 'resolved')).toMatchObject({
      kind: 'resolved',
      headline: expect.stringContaining('login recovered after'),
      incident: { resolvedAt: NOW + HOUR },
    })
  })

  it('is the last change of its timeline', () => {
    expect(previewAlert(scene, OPEN, 'changed')).toMatchObject({ kind: 'changed', at: NOW + HOUR })
    expect(previewAlert(scene, { ...OPEN, timeline: OPEN.timeline.slice(0, 1) }, 'changed')).toBeUndefined()
  })

  it('has no reminder of an incident that is over, and ends it when it ended', () => {
    const over = incident([part('login', 'operational', { failure: HTTP_500, recoveredAt: IMPACT + HOUR })], {
      resolvedAt: IMPACT + HOUR,
    })
    const healthy = { ...scene, surfaces: surfacesWith() }
    expect(previewAlert(healthy, over, 'reminder')).toBeUndefined()
    expect(previewAlert(healthy, over, 'resolved')?.incident?.resolvedAt).toBe(IMPACT + HOUR)
  })
})
