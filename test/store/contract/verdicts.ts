import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, STATES, type State } from '../../../src/core/index.ts'
import {
  applyVerdict,
  EVIDENCE,
  examplesOf,
  failureOf,
  incidentOf,
  NO_MEMORY,
  NOW,
  noticeOf,
  readMemory,
  resultOf,
  type StoreFactory,
  storeResult,
  transitionOf,
  verdictOf,
} from '../kit.ts'

export function verdictsContract(factory: StoreFactory): void {
  const { open } = factory

  describe('a transition', () => {
    it('becomes the state of its surface, with reason and failure', async () => {
      const { store, again } = await open()
      const failure = failureOf('server_error', { httpStatus: 500 })
      const apiWorks = transitionOf('unknown', 'operational', { surface: 'api' })
      await applyVerdict(store, verdictOf({ transitions: [apiWorks] }))
      await applyVerdict(store, verdictOf({ transitions: [transitionOf('unknown', 'down', { failure })] }))
      const claudeWorks = transitionOf('unknown', 'operational', { target: 'claude' })
      await applyVerdict(store, verdictOf({ transitions: [claudeWorks] }))
      const [login, api] = [
        {
          target: 'sandbox',
          surface: 'login',
          state: 'down',
          since: NOW - MINUTE,
          failure,
          reason: EVIDENCE.reasons[0],
        },
        { target: 'sandbox', surface: 'api', state: 'operational', since: NOW - MINUTE, reason: EVIDENCE.reasons[0] },
      ]
      expect(await store.surfaces()).toEqual([{ ...api, target: 'claude', surface: 'login' }, api, login])
      expect(await (await again()).surfaces()).toHaveLength(3)
      expect(await store.transaction((tx) => tx.surfaces('sandbox'))).toEqual([api, login])
    })

    it('clears the failure of the state before', async () => {
      const { store } = await open()
      const silent = { ...EVIDENCE, reasons: [] }
      await applyVerdict(
        store,
        verdictOf({ transitions: [transitionOf('unknown', 'down', { failure: failureOf('timeout') })] }),
      )
      await applyVerdict(store, verdictOf({ transitions: [transitionOf('down', 'operational', { evidence: silent })] }))
      expect(await store.surfaces()).toEqual([
        { target: 'sandbox', surface: 'login', state: 'operational', since: NOW - MINUTE },
      ])
    })

    it('is stored with its evidence, and is read by time and target', async () => {
      const { store } = await open()
      const id = await storeResult(store, resultOf())
      const evidence = {
        reasons: ['3 of 4 runs failed', 'usual: 1 %'],
        runs: [{ probe: 'login', location: 'here', trigger: 'confirm', at: NOW, outcome: 'failed', class: 'timeout' }],
        numbers: { usual: 0.01, threshold: 4.6 },
      } as const
      const first = transitionOf('operational', 'down', { evidence, failure: failureOf('timeout') })
      const second = transitionOf('down', 'operational', { at: NOW + HOUR })
      const other = transitionOf('unknown', 'operational', { at: NOW + 1, target: 'claude' })
      await applyVerdict(store, verdictOf({ transitions: [first] }), id)
      await applyVerdict(store, verdictOf({ transitions: [second] }))
      await applyVerdict(store, verdictOf({ transitions: [other] }))
      expect(await store.transitions({ from: NOW, to: NOW + HOUR })).toEqual([first, other])
      expect(await store.transitions({ from: NOW, to: NOW + HOUR + 1, target: 'sandbox' })).toEqual([first, second])
    })
  })

  describe('the states of a range', () => {
    const at = (minute: number) => NOW + minute * MINUTE
    const range = { from: at(0), to: at(60) }
    async function spans(...changes: readonly (readonly [minute: number, to: State])[]) {
      const { store } = await open()
      for (const [minute, to] of changes) {
        await applyVerdict(store, verdictOf({ transitions: [transitionOf('unknown', to, { at: at(minute) })] }))
      }
      const states = await store.states(range)
      return states.map(({ state, from, to }) => [state, (from - NOW) / MINUTE, (to - NOW) / MINUTE])
    }

    it('start with the last state before it', async () => {
      expect(await spans([-90, 'operational'], [-30, 'down'], [20, 'operational'])).toEqual([
        ['down', 0, 20],
        ['operational', 20, 60],
      ])
    })

    it('start as unknown without one', async () => {
      expect(await spans([20, 'operational'], [30, 'degraded'], [70, 'down'])).toEqual([
        ['unknown', 0, 20],
        ['operational', 20, 30],
        ['degraded', 30, 60],
      ])
      expect(await spans([70, 'operational'])).toEqual([['unknown', 0, 60]])
    })

    it('contain no empty span where two changes share a time', async () => {
      expect(await spans([0, 'operational'], [0, 'down'], [20, 'operational'], [20, 'maintenance'])).toEqual([
        ['down', 0, 20],
        ['maintenance', 20, 60],
      ])
    })

    it('cover the range without gap or overlap, for any transitions', async () => {
      const change = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.constantFrom(...STATES))
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
          const states = await spans(...changes.toSorted(([a], [b]) => a - b))
          const edges = states.flatMap(([, from, to]) => [from, to])
          expect([edges[0], edges.at(-1)]).toEqual([0, 60])
          for (let index = 1; index < edges.length - 1; index += 2) expect(edges[index]).toBe(edges[index + 1])
        }),
        examplesOf(factory, 8),
      )
    })
  })

  describe('an incident', () => {
    it('is open until a verdict resolves it, and keeps its timeline', async () => {
      const { store } = await open()
      const opened = {
        at: NOW,
        kind: 'opened',
        surface: 'login',
        from: 'operational',
        to: 'down',
        text: 'login is down',
      } as const
      const resolved = { at: NOW + HOUR, kind: 'resolved', text: 'every door works again' } as const
      const incident = incidentOf('sandbox-1')
      await applyVerdict(store, verdictOf({ incident: { incident, entries: [opened] } }))
      expect(await store.transaction((tx) => tx.incident('sandbox'))).toEqual({ ...incident, timeline: [opened] })
      expect(await store.transaction((tx) => tx.incident('claude'))).toBeUndefined()
      const over = { ...incident, resolvedAt: NOW + HOUR, scope: 'sign-in only, over', surfaces: [] }
      await applyVerdict(store, verdictOf({ incident: { incident: over, entries: [resolved] } }))
      expect(await store.transaction((tx) => tx.incident('sandbox'))).toBeUndefined()
      expect(await store.incidents({ from: 0, to: NOW + HOUR })).toEqual([{ ...over, timeline: [opened, resolved] }])
    })

    it('is found by any range that it overlaps, newest first', async () => {
      const { store } = await open()
      for (const hour of [0, 4]) {
        const openedAt = NOW + hour * HOUR
        const times = { openedAt, impactAt: openedAt - MINUTE, resolvedAt: openedAt + HOUR }
        await applyVerdict(
          store,
          verdictOf({ incident: { incident: incidentOf(`sandbox-${hour}`, times), entries: [] } }),
        )
      }
      await applyVerdict(
        store,
        verdictOf({ incident: { incident: incidentOf('claude-1', { target: 'claude' }), entries: [] } }),
      )
      const named = async (from: number, to: number, target = 'sandbox') =>
        (await store.incidents({ from: NOW + from, to: NOW + to, target })).map(({ name }) => name)
      expect(await named(-HOUR, 9 * HOUR)).toEqual(['sandbox-4', 'sandbox-0'])
      expect(await named(HOUR, 2 * HOUR)).toEqual(['sandbox-0'])
      expect(await named(HOUR + 1, 3 * HOUR)).toEqual([])
      expect(await named(-HOUR, -MINUTE)).toEqual([])
      const stillOpen = await store.incidents({ from: NOW + 90 * HOUR, to: NOW + 91 * HOUR })
      expect(stillOpen.map(({ name }) => name)).toEqual(['claude-1'])
    })

    it('can be reopened, unless its target has another open one', async () => {
      const { store } = await open()
      const change = (name: string, more = {}) =>
        verdictOf({ incident: { incident: incidentOf(name, more), entries: [] } })
      await applyVerdict(store, change('sandbox-1', { resolvedAt: NOW + 1 }))
      await applyVerdict(store, change('sandbox-1'))
      await expect(applyVerdict(store, change('sandbox-2'))).rejects.toMatchObject({ code: 'store_refused' })
      await applyVerdict(store, change('sandbox-1', { resolvedAt: NOW + 2 }))
      await applyVerdict(store, change('sandbox-2'))
      expect((await store.transaction((tx) => tx.incident('sandbox')))?.name).toBe('sandbox-2')
    })

    it('is at most one open per target after any sequence of verdicts', async () => {
      const step = fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        target: fc.constantFrom('sandbox', 'claude'),
        over: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          const { store } = await open()
          for (const [index, { name, target, over }] of steps.entries()) {
            const times = { target, openedAt: NOW + index, ...(over ? { resolvedAt: NOW + index } : {}) }
            const incident = incidentOf(`${target}-${name}`, times)
            await applyVerdict(store, verdictOf({ incident: { incident, entries: [] } })).catch(() => {})
            const all = await store.incidents({ from: 0, to: NOW + HOUR })
            const open = all.filter(({ resolvedAt }) => resolvedAt === undefined).map((one) => one.target)
            expect(new Set(open).size).toBe(open.length)
          }
        }),
        examplesOf(factory, 6),
      )
    })
  })

  describe('a notice', () => {
    it('is open once per key, until it is closed', async () => {
      const { store } = await open()
      const other = noticeOf({ key: 'sandbox/api/ours/quota', blame: 'ours', at: NOW + 1 })
      await applyVerdict(store, verdictOf({ notices: [noticeOf()] }))
      await applyVerdict(store, verdictOf({ notices: [noticeOf({ text: 'still' }), other] }))
      expect(await store.openNotices()).toEqual([other, noticeOf({ text: 'still' })])
      await applyVerdict(store, verdictOf({ notices: [noticeOf({ open: false, at: NOW + 5 })] }))
      await applyVerdict(store, verdictOf({ notices: [noticeOf({ open: false, at: NOW + 6 })] }))
      expect(await store.openNotices()).toEqual([other])
      await applyVerdict(store, verdictOf({ notices: [noticeOf({ at: NOW + 9 })] }))
      expect(await store.openNotices()).toEqual([noticeOf({ at: NOW + 9 }), other])
    })
  })

  describe('the memory of the judge', () => {
    it('is written slice by slice, and only where it changed', async () => {
      const { store, again } = await open()
      const watch = { at: 1, observations: [], before: CLEAR, now: CLEAR, extraRunBudget: 0.5 }
      const first = { ...NO_MEMORY, watches: { login: watch, api: watch, gone: watch } }
      await store.transaction(async (tx) => {
        await tx.saveJudgeMemory('sandbox', (await tx.judgeMemory('sandbox')).memory, first)
      })
      // Seen from here `api` did not change, so whatever the database says of it stays.
      const api = { ...watch, at: 7 }
      const login = { ...watch, at: 2 }
      const before = { ...first, watches: { ...first.watches, api } }
      const after = { ...first, watches: { login, api, chat: watch } }
      await store.transaction((tx) => tx.saveJudgeMemory('sandbox', before, after))
      const reopened = await again()
      expect((await readMemory(reopened)).watches).toEqual({ login, api: watch, chat: watch })
      expect(await readMemory(reopened, 'claude')).toEqual({ ...NO_MEMORY, target: { name: 'claude', probes: [] } })
    })
  })
}

const CLEAR = {
  ...{ outage: {}, slowness: {}, rates: [], slowdown: {} },
  blips: { failed: { from: 0, to: 0 }, slow: { from: 0, to: 0 } },
}
