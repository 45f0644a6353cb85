import fc from 'fast-check'
import { ALERT_KINDS, STATES, type SurfaceStatus } from '../../../src/core/index.ts'
import type { Message } from '../../../src/notify/fold/message.ts'
import { HOSTILE_WORDS } from '../../contract/channel-alerts.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../kit.ts'

/** The headline of every scene. */
export const HEADLINE = 'login is DOWN, API is up'

/** Ordinary words, hostile ones, and letters of one to four bytes; up to some thousand characters. */
const words = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE_WORDS, '界', '🚪', 'é', '*_~`|', 'x'), fc.string({ maxLength: 20 })), {
    maxLength: 40,
  })
  .map((parts) => parts.join(' '))
const long = fc.tuple(words, fc.integer({ min: 1, max: 30 })).map(([text, times]) => text.repeat(times))

const surface: fc.Arbitrary<SurfaceStatus> = fc.record({
  target: fc.constant('sandbox'),
  surface: fc.oneof(fc.constantFrom('login', 'api', 'chat'), words),
  state: fc.constantFrom(...STATES),
  since: fc.constant(NOW),
})

const link = fc.record({ text: words, url: fc.oneof(words, fc.webUrl()) })

/** Who is affected and what to do, as the continuity part adds them to an alert. */
const plan = fc.record(
  {
    impact: fc.record({
      affected: words,
      cost: fc.array(fc.record({ amount: fc.nat({ max: 10_000 }), currency: fc.constantFrom('GBP', 'USD', '?') }), {
        maxLength: 6,
      }),
    }),
    actions: fc.array(fc.record({ workflow: words, text: words, link }), { maxLength: 12 }),
    runbook: link,
  },
  { requiredKeys: [] },
)

const scene = fc.record({
  kind: fc.constantFrom(...ALERT_KINDS),
  drillOf: fc.constantFrom('opened' as const, 'resolved' as const),
  lines: fc.array(long, { maxLength: 30 }),
  surfaces: fc.array(surface, { maxLength: 200 }),
  links: fc.array(link, { maxLength: 5 }),
})

/** A message with any kind, lines, surfaces, links and plan; up to 200 surfaces. */
const message: fc.Arbitrary<Message> = fc.tuple(scene, plan).map(([{ drillOf, ...one }, { runbook, ...more }]) => ({
  ...onlyAlert(LOGIN_DOWN),
  ...one,
  ...more,
  ...(one.kind === 'drill' ? { drillOf } : {}),
  ...(runbook ? { runbook, links: [...one.links, runbook] } : {}),
  headline: HEADLINE,
}))

/** Checks a property of random and hostile messages. */
export const scenes = (check: (scene: Message) => void) => fc.assert(fc.property(message, check), propertyRuns(200))

/** As `scenes`, a tenth of them, one after the other. */
export const scenesAsync = (check: (scene: Message) => Promise<void>) =>
  fc.assert(fc.asyncProperty(message, check), propertyRuns(20))

/** A target with 200 surfaces, all down. */
export const CROWD: Message = {
  ...onlyAlert(LOGIN_DOWN),
  surfaces: Array.from({ length: 200 }, (_, nth) => ({
    ...{ target: 'sandbox', surface: `surface-${nth}-${'x'.repeat(12)}`, state: 'down' as const, since: NOW },
  })),
}
