import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  ALERT_KINDS,
  BLAMES,
  DELIVERY_STATES,
  FAILURE_CLASSES,
  type Failure,
  MINUTE,
  OUTCOMES,
  SKIP_REASONS,
  STATES,
  TIMELINE_KINDS,
  TRIGGERS,
} from '../../../src/core/index.ts'
import { BLAME, DELIVERY, OUTCOME, SKIP_REASON, STATE, TIMELINE, TRIGGER } from '../../../src/store/schema/codes.ts'
import {
  alertOf,
  applyVerdict,
  failureOf,
  incidentOf,
  NOW,
  newFolder,
  noticeOf,
  openEmptyStore,
  resultOf,
  storeResult,
  transitionOf,
  verdictOf,
} from '../kit.ts'

it.each([
  ['outcomes', OUTCOME, OUTCOMES],
  ['triggers', TRIGGER, TRIGGERS],
  ['states', STATE, STATES],
  ['blames', BLAME, BLAMES],
  ['skip reasons', SKIP_REASON, SKIP_REASONS],
  ['delivery states', DELIVERY, DELIVERY_STATES],
  ['timeline kinds', TIMELINE, TIMELINE_KINDS],
] as const)('gives each of the %s a distinct number', (_, code, words) => {
  const { of, word } = code as { of: (word: string) => number; word: (number: number) => string }
  expect(new Set(words.map(of)).size).toBe(words.length)
  expect(words.map((one) => word(of(one)))).toEqual(words)
})

it('refuses an unrecognised number', () => {
  expect(() => OUTCOME.word(99)).toThrow('99')
})

it('has codes that the checks of the tables allow', async () => {
  const store = await openEmptyStore(join(newFolder(), 'doorwatch.sqlite'))
  const failures: readonly Failure[] = FAILURE_CLASSES.flatMap((kind) =>
    BLAMES.map((blame) => failureOf(kind, { blame })),
  )
  for (const [index, failure] of failures.entries()) {
    const outcome = OUTCOMES[index % 4] ?? 'error'
    const trigger = TRIGGERS[index % 4] ?? 'schedule'
    await storeResult(store, resultOf({ scheduledAt: NOW + index * MINUTE, outcome, trigger, failure }))
  }
  for (const [index, reason] of SKIP_REASONS.entries()) {
    const skip = { reason, count: 1, until: NOW }
    await storeResult(store, resultOf({ scheduledAt: NOW - (index + 1) * MINUTE, outcome: 'skipped', steps: [], skip }))
  }
  const runs = await store.runs({ limit: 1_000 })
  expect(runs.flatMap(({ failure }) => failure ?? []).toReversed()).toEqual(failures)
  expect(new Set(runs.flatMap(({ skip }) => skip?.reason ?? []))).toEqual(new Set(SKIP_REASONS))

  const transitions = STATES.flatMap((from) => STATES.map((to) => transitionOf(from, to)))
  const entries = TIMELINE_KINDS.map((kind) => ({ at: NOW, kind, text: kind }))
  const notices = BLAMES.map((blame) => noticeOf({ key: blame, blame }))
  await applyVerdict(store, verdictOf({ transitions, notices, incident: { incident: incidentOf('all'), entries } }))
  expect(await store.transitions({ from: NOW, to: NOW + 1 })).toEqual(transitions)
  expect((await store.incidents({ from: NOW, to: NOW + 1 }))[0]?.timeline).toEqual(entries)

  const alerts = ALERT_KINDS.map((kind) => ({ alert: alertOf(kind, { kind }), channels: [] }))
  await store.transaction((tx) => tx.saveAlerts(alerts, NOW))
  expect(await store.alerts({ limit: 99 })).toHaveLength(ALERT_KINDS.length)
})
