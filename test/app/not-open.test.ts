import { expect, it } from 'vitest'
import { notOpenError } from '../../src/app/not-open.ts'

const ENDED = Date.UTC(2026, 2, 2, 11, 30)
const OPEN = ['claude-20260302-110000', 'openai-20260302-110500']

it.each([
  {
    what: 'an incident that is over is named with its end in the zone of the configuration',
    of: { name: 'claude-1', incident: { resolvedAt: ENDED }, open: OPEN, timezone: 'Europe/Berlin' },
    is: {
      code: 'usage',
      message: 'claude-1 is not open: it ended at 12:30:00 UTC+1 on Mon 02 Mar 2026',
      hint: `Open incidents: ${OPEN.join(', ')}.`,
    },
  },
  {
    what: 'a misspelt name is answered with the nearest open incident',
    of: { name: 'claude-20260302-11000', incident: undefined, open: OPEN, timezone: 'UTC' },
    is: { code: 'unknown_name', hint: 'Did you mean "claude-20260302-110000"?' },
  },
  {
    what: 'an unknown name is answered with the open incidents',
    of: { name: 'x', incident: undefined, open: OPEN, timezone: 'UTC' },
    is: { code: 'unknown_name', message: 'there is no open incident "x"', hint: `Open incidents: ${OPEN.join(', ')}.` },
  },
  {
    what: 'without any open incident that is said',
    of: { name: 'x', incident: undefined, open: [], timezone: 'UTC' },
    is: { hint: 'Open incidents: none.' },
  },
])('$what', ({ of: { name, incident, open, timezone }, is }) => {
  expect(notOpenError(name, incident, { open, timezone })).toMatchObject(is)
})
