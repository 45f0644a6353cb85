import type { MonthModel } from '../../dashboards/model/month.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { NOW } from './scenarios.ts'

const SURFACES = ['Login', 'Session', 'Chat', 'Console', 'Mobile', 'API', 'CLI']
const FIGURES = {
  runs: 312_000,
  availability: 0.9912,
  incidents: 23,
  troubleMs: 31 * HOUR,
  mttdMs: 42_000,
  mttrMs: 80 * MINUTE,
}

/** A month in which every list is full, with long texts: what must still fit on two A4 pages. */
export function fullMonth(): MonthModel {
  return {
    ...{ at: NOW, month: '2026-11', title: 'November 2026', beforeTitle: 'October 2026', open: true },
    ...{ from: NOW - 22 * DAY, to: NOW + 8 * DAY, measuredFrom: NOW - 21 * DAY, moreIncidents: 13 },
    ...{ current: FIGURES, before: { ...FIGURES, availability: 0.9934 } },
    costs: [
      { cost: '£13,600', withoutPlan: '£39,000', before: '£4,200' },
      { cost: '€1,250', withoutPlan: '€7,800' },
    ],
    changes: [
      'Of the period before less than half was measured, so the comparison is weak.',
      'Availability fell from 99.34 % to 99.12 %.',
      '23 incidents after 9; trouble for 1 d 7 h after 11 h 20 min.',
      '"read the reply" of Chat became 25 % slower: 1.2 s in the median after 960 ms. 3 steps became slower by a tenth or more, 1 faster, of 14.',
    ],
    findings: [
      'claude Console was down longest, for 9 h 40 min. The longest of 23 incidents lasted 9 h 55 min.',
      'The status page of claude reported 14 of 17 incidents, in the median 21 min after us. It was green for 6 h 12 min while we measured trouble.',
      'Outages cost £13,600 and €1,250; without the plan they would have cost £39,000 and €7,800.',
    ],
    surfaces: ['claude', 'openai'].flatMap((target) =>
      SURFACES.map((title) => ({
        ...{ target, surface: title.toLowerCase(), title, availability: 0.991, before: 0.998 },
        ...{ downMs: 3 * HOUR, degradedMs: 90 * MINUTE },
      })),
    ),
    incidents: Array.from({ length: 8 }, (_, index) => ({
      ...{ name: `claude-20261101-${index}`, worst: 'down' as const, open: index === 0, silent: index % 3 === 0 },
      title: 'Login, session and chat down, console, mobile and API degraded',
      ...{ impactAt: NOW - index * 2 * DAY, lastedMs: 9 * HOUR, detectionMs: 42_000, owner: 'Ada Lovelace-Byron' },
      ...(index % 3 === 0 ? {} : { leadMs: 21 * MINUTE }),
    })),
    pages: ['claude', 'openai', 'gemini', 'mistral', 'cohere', 'azure-openai', 'bedrock'].map((target, index) => ({
      ...{ target, incidents: 17, silent: 3, first: 2, late: 12, leadMs: 21 * MINUTE, greenMs: 6 * HOUR },
      searched: index > 0,
      ...{ postmortems: index % 2, ...(index % 2 ? { postmortemDays: 6.2 } : {}) },
    })),
    plan: {
      ...{ workflows: 9, proven: 4, promised: 2, stop: 1, none: 2, isStale: false },
      rehearsed: 'The plan was last drilled 12 days ago (14 of 18 points)',
      drills: [1, 2, 3].map((day) => ({
        at: NOW - day * DAY,
        scenario: 'front-doors-first',
        score: '14 of 18 points',
      })),
    },
    afterwards: [1, 2, 3, 4].map((index) => ({
      ...{ incident: `claude-20261101-${index}`, workflow: 'code review of pull requests' },
      item: 'check what the fallback model wrote during the outage, and have it reviewed again by a person',
    })),
    moreAfterwards: 4,
  }
}
