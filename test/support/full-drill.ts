import type { DrillPage } from '../../dashboards/model/drill.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import type { PlayedAlert, ScoreCard } from '../../src/drill/index.ts'
import { scoreCardOf } from '../../src/drill/index.ts'
import { buildDrillPage } from '../../src/report/index.ts'
import { alert, foundVerdict, plan, record, reviewed, START } from '../drill/kit.ts'

const SURFACES = ['login', 'chat', 'console', 'cli', 'api', 'mobile']
const WORKFLOWS = ['code review', 'support bot', 'nightly proposals', 'translations', 'release notes', 'data requests']

/** Alerts of a long outage, with long headlines and four channels each. */
const ALERTS = Array.from({ length: 30 }, (_none, index): PlayedAlert => {
  const channels = ['slack-of-the-platform-team', 'e-mail', 'webhook-to-the-pager', 'teams']
  return alert({
    ...{ key: `drill:${index}`, kind: 'changed', at: START + index * 7 * MINUTE },
    headline: `DRILL: claude: login and console are DOWN (HTTP 500 at 'submit credentials'), chat is degraded, API is up (${index})`,
    deliveries: channels.map((channel, place) => ({ channel, afterMs: 700 + place * 90 })),
  })
})

/** The score card of a drill in which everything failed, with long texts everywhere. */
export function fullCard(): ScoreCard {
  const workflows = WORKFLOWS.map((name, index) =>
    reviewed({
      name: `${name} of the whole engineering department`,
      owner: `team-number-${index}@engineering.example.org`,
    }),
  )
  const changes = SURFACES.flatMap((surface, index) => [
    { at: START + index * MINUTE, surface: `claude/${surface}`, fault: '529', probability: 1 },
    { at: START + 4 * HOUR, surface: `claude/${surface}`, probability: 0 },
  ])
  const steady = {
    met: false,
    surfaces: SURFACES.map((surface) => {
      return { surface: `claude/${surface}`, met: false, why: 'no run passed within two minutes of the start' }
    }),
  }
  return scoreCardOf(
    record({
      ...{ changes, alerts: ALERTS, unplayed: SURFACES.map((surface) => `openai/${surface}`) },
      verdicts: SURFACES.map((surface, index) =>
        foundVerdict({ surface: `claude/${surface}`, found: false, slots: 9 + index }),
      ),
      steady: { before: steady, after: steady },
    }),
    plan({ workflows, isExample: true }, []),
  )
}

/** An after-action report in which every list is full, with long texts: what must still fit on two A4 pages. */
export function fullDrill(card = fullCard()): DrillPage {
  const people = Object.fromEntries(WORKFLOWS.map((name) => [`${name} of the whole engineering department`, 250]))
  const costs = ['£13,600 (without a plan £39,000, saved £25,400)', '€1,250 (without a plan €7,800, saved €6,550)']
  return buildDrillPage({ card, costs, people, timezone: 'Europe/London' }, 'report')
}
