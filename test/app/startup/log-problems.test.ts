import { expect, it } from 'vitest'
import { logProblems } from '../../../src/app/startup/log-problems.ts'
import { SILENT } from '../../../src/core/index.ts'

it('a problem that does not stop the start is one warning, with its hint where it has one', () => {
  const warnings: unknown[] = []
  const log = { ...SILENT, warn: (...warning: unknown[]) => void warnings.push(warning) }
  const problem = { source: 'a.probe.ts', path: 'interval', expected: 'a duration', got: '"often"' }
  logProblems([problem, { ...problem, hint: 'Write "5 min".' }], log)
  const text = 'a.probe.ts: interval: expected a duration, got "often"'
  expect(warnings).toEqual([
    [text, {}],
    [text, { hint: 'Write "5 min".' }],
  ])
})
