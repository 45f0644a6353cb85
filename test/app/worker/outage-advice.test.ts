import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { adviseOn } from '../../../src/continuity/index.ts'
import { type Alert, HOUR, SECOND } from '../../../src/core/index.ts'
import { alertText } from '../../../src/notify/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { codeReview, ready } from '../../continuity/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 2, 2, 11)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** A testbed whose plan has one workflow that needs the login and is done by hand without it. */
async function testbedWithPlan() {
  const workflow = codeReview({
    ...{ uses: ['sandbox/login'], owner: 'ops', afterwards: ['Review merges made by hand'] },
    fallback: { kind: 'manual', guide: 'guides/review.md', guideMaxAgeMs: HOUR, keeps: 0.4 },
  })
  const readiness = ready([], { 'guides/review.md': { exists: true, reviewedAt: T0 } })
  const testbed = await openTestbed({
    ...{ path: join(newFolder('advice'), 'd.sqlite'), at: T0 },
    advise: (trouble) => adviseOn({ workflows: [workflow], readiness, at: T0 }, trouble),
  })
  opened.push(testbed.store)
  return testbed
}

describe('alerts of an incident that hits a workflow', () => {
  it('say who is affected and what to do, and at the end what is to do afterwards', async () => {
    const testbed = await testbedWithPlan()
    const start = await healthy(testbed, T0)
    testbed.set('login', 'server_error')
    const broken = await runConfirmed(testbed, 'login', start)
    expect(broken.alerts).toMatchObject([
      {
        kind: 'opened',
        impact: { affected: '25 people in code review' },
        actions: [{ workflow: 'code review', text: 'Go on by hand: guides/review.md' }],
      },
    ])
    const [opening] = broken.alerts
    expect(opening && alertText(opening)).toContain(
      'Affected: 25 people in code review.\nWhat to do:\n• code review: Go on by hand: guides/review.md',
    )
    testbed.set('login', undefined)
    const after: Alert[] = []
    for (let at = broken.at, round = 0; round < 12; round += 1) {
      const ran = await runConfirmed(testbed, 'login', at)
      after.push(...ran.alerts)
      at = ran.at + 10 * SECOND
    }
    const [resolved] = after
    expect(resolved).toMatchObject({
      kind: 'resolved',
      lines: expect.arrayContaining(['code review: Afterwards: Review merges made by hand.']),
    })
    expect(resolved).not.toHaveProperty('actions')
    expect(resolved?.lines.join()).not.toContain('Go on by hand')
  })

  it('of a surface that no workflow uses say nothing of a plan', async () => {
    const testbed = await testbedWithPlan()
    const start = await healthy(testbed, T0)
    testbed.set('api', 'server_error')
    const { alerts } = await runConfirmed(testbed, 'api', start)
    expect(alerts).toHaveLength(1)
    expect(alerts[0]).not.toHaveProperty('impact')
    expect(alerts[0]?.lines.join()).not.toContain('Affected')
  })
})
