import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { SANDBOX_SECOND_FACTOR } from '../../src/sandbox/account/account.ts'
import { Sessions } from '../../src/sandbox/account/sessions.ts'
import { SignIns } from '../../src/sandbox/account/sign-ins.ts'
import { COMPONENT_STATUSES, COMPONENTS, impactOf, ProviderPage } from '../../src/sandbox/account/status-page.ts'
import { createClock } from '../support/clock.ts'

const EMAIL = SANDBOX_SECOND_FACTOR.email
const app = new TOTP({ secret: Secret.fromBase32(SANDBOX_SECOND_FACTOR.totpSeed) })

describe('a code of the authenticator app', () => {
  it('is right now, and for one window of 30 s before and after', () => {
    for (const [offset, expected] of [
      [-60, 'wrong'],
      [-30, 'right'],
      [0, 'right'],
      [30, 'right'],
      [60, 'wrong'],
    ] as const) {
      const clock = createClock()
      const signIns = new SignIns(clock)
      const token = app.generate({ timestamp: clock.now() + offset * SECOND })
      expect(signIns.enterCode(signIns.askFactor(EMAIL), 'factor', token), `${offset} s`).toBe(expected)
    }
  })

  it('is right once, also in another sign-in, and so is every code of an earlier window', () => {
    const clock = createClock()
    const signIns = new SignIns(clock)
    const [before, now] = [-30, 0].map((seconds) => app.generate({ timestamp: clock.now() + seconds * SECOND }))
    expect(signIns.enterCode(signIns.askFactor(EMAIL), 'factor', now ?? '')).toBe('right')
    for (const used of [now, before]) {
      expect(signIns.enterCode(signIns.askFactor(EMAIL), 'factor', used ?? '')).toBe('wrong')
    }
  })

  it('may be mistyped four times; the fifth try is the last', () => {
    const clock = createClock()
    const tries = (mistakes: number) => {
      const signIns = new SignIns(clock)
      const id = signIns.askFactor(EMAIL)
      const typed = [...Array(mistakes).fill('000000'), app.generate({ timestamp: clock.now() })]
      return typed.map((code) => signIns.enterCode(id, 'factor', code))
    }
    expect(tries(4)).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'right'])
    expect(tries(5)).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'over', 'over'])
  })
})

describe('a mailed code or link', () => {
  it('lasts ten minutes, to the millisecond', () => {
    const clock = createClock()
    const signIns = new SignIns(clock)
    const [first, second] = [signIns.askCode(EMAIL), signIns.askCode(EMAIL)]
    const links = [signIns.askLink(EMAIL), signIns.askLink(EMAIL)]
    clock.advance(10 * MINUTE - 1)
    expect(signIns.enterCode(first.id, 'code', first.code)).toBe('right')
    expect(signIns.openLink(links[0] ?? '')).toBe(EMAIL)
    clock.advance(1)
    expect(signIns.enterCode(second.id, 'code', second.code)).toBe('over')
    expect(signIns.openLink(links[1] ?? '')).toBeUndefined()
  })

  it('works once', () => {
    const signIns = new SignIns(createClock())
    const { id, code } = signIns.askCode(EMAIL)
    expect([1, 2].map(() => signIns.enterCode(id, 'code', code))).toEqual(['right', 'over'])
    const link = signIns.askLink(EMAIL)
    expect([1, 2].map(() => signIns.openLink(link))).toEqual([EMAIL, undefined])
  })

  it('works for its own kind of sign-in only', () => {
    const signIns = new SignIns(createClock())
    const { id, code } = signIns.askCode(EMAIL)
    expect(signIns.enterCode(id, 'factor', code)).toBe('over')
    expect(signIns.enterCode(signIns.askLink(EMAIL), 'code', code)).toBe('over')
    expect(signIns.openLink(id)).toBeUndefined()
    expect(signIns.enterCode(undefined, 'code', code)).toBe('over')
    expect(signIns.enterCode('unknown', 'code', code)).toBe('over')
  })

  it('has six digits', () => {
    const signIns = new SignIns(createClock())
    for (let round = 0; round < 200; round += 1) expect(signIns.askCode(EMAIL).code).toMatch(/^\d{6}$/)
  })
})

describe('a session of the sandbox', () => {
  it('is open until its lifetime is over or it is closed, apart from all others', () => {
    const clock = createClock()
    const sessions = new Sessions(clock, MINUTE)
    const [closed, open] = [sessions.open(), sessions.open()]
    expect(closed).not.toBe(open)
    sessions.close(closed)
    sessions.close(undefined)
    expect([closed, open, 'made up', undefined].map((id) => sessions.isOpen(id))).toEqual([false, true, false, false])
    clock.advance(MINUTE - 1)
    expect(sessions.isOpen(open)).toBe(true)
    clock.advance(1)
    expect(sessions.isOpen(open)).toBe(false)
  })
})

describe("the provider's page of the sandbox", () => {
  it('has the impact of its worst component', () => {
    const status = fc.constantFrom(...COMPONENT_STATUSES)
    const impacts = {
      operational: 0,
      under_maintenance: 0,
      degraded_performance: 1,
      partial_outage: 2,
      major_outage: 3,
    }
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 5 }), (statuses) => {
        const components = statuses.map((status, id) => ({ id: `${id}`, name: '', status, updatedAt: 0 }))
        const worst = Math.max(...statuses.map((one) => impacts[one]))
        expect(impactOf(components)).toBe(['none', 'minor', 'major', 'critical'][worst])
      }),
    )
  })

  it('adds updates to the open incident of a name, and opens another after its end', () => {
    const clock = createClock()
    const page = new ProviderPage(clock)
    const post = (status: 'investigating' | 'identified' | 'resolved') => {
      clock.advance(MINUTE)
      page.change({ component: 'api', incident: { name: 'Errors', status, body: status } })
    }
    for (const status of ['investigating', 'identified', 'resolved', 'investigating'] as const) post(status)
    expect(page.incidents.map(({ status, updates }) => [status, updates.map((one) => one.status)])).toEqual([
      ['investigating', ['investigating']],
      ['resolved', ['resolved', 'identified', 'investigating']],
    ])
    const [second, first] = page.incidents
    expect(first?.createdAt).toBe(page.startedAt + MINUTE)
    expect(second?.id).not.toBe(first?.id)
    expect(first?.components).toEqual(['api'])
  })

  it('dates a component by its last change, and is green again after a reset', () => {
    const clock = createClock()
    const page = new ProviderPage(clock)
    clock.advance(MINUTE)
    page.change({ component: 'cli', status: 'major_outage' })
    expect(page.component('cli')).toMatchObject({ status: 'major_outage', updatedAt: page.startedAt + MINUTE })
    expect(page.component('api')?.updatedAt).toBe(page.startedAt)
    page.reset()
    expect(page.components.map(({ status }) => status)).toEqual(COMPONENTS.map(() => 'operational'))
    expect(page.incidents).toEqual([])
  })
})
