import type { Diagnosis } from './diagnosis.ts'
import { diagnoseNet } from './net.ts'
import { seconds } from './seconds.ts'
import type { Thrown } from './thrown.ts'

/** What went wrong where there is no page to look at: what the driver saw, else what was thrown. */
export function diagnoseValue(thrown: Thrown): Diagnosis {
  if (thrown.diagnosis) return thrown.diagnosis
  if (thrown.kind === 'overdue') {
    return { class: 'timeout', message: `not done within ${seconds(thrown.limitMs ?? 0)}` }
  }
  for (const code of thrown.codes) {
    const diagnosis = diagnoseNet(code)
    if (diagnosis) return diagnosis
  }
  if (thrown.kind === 'expectation') {
    return { class: 'wrong_answer', message: expectationLine(thrown.message), detail: thrown.message }
  }
  return probeError(thrown)
}

/** Nothing the service did explains it: the probe itself is broken. */
export function probeError(thrown: Thrown): Diagnosis {
  const message = `the probe threw: ${expectationLine(thrown.message)}${secretHint(thrown.message)}`
  return { class: 'probe_error', message, detail: thrown.stack }
}

/** Playwright's refusal of an object where a text belongs: in a probe that object is nearly always a secret. */
function secretHint(message: string): string {
  if (!/^[\w.]+: [\w.[\]]+: expected string, got object/.test(message)) return ''
  return ' (a secret is passed as target.secrets.NAME.reveal())'
}

/**
 * "Expected: 42, received: 41" out of an expectation's message, after the author's own words for it where there are any;
 * else its first line.
 */
export function expectationLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
  const [first = ''] = lines
  const expected = lines.find((line) => line.startsWith('Expected'))
  const received = lines.find((line) => line.startsWith('Received'))
  if (!expected || !received) return first
  const small = (line: string) => `${line.charAt(0).toLowerCase()}${line.slice(1)}`
  const said = /^(expect\(|Error)/.test(first) || first === expected ? undefined : first
  return said ? `${said}: ${small(expected)}, ${small(received)}` : `${expected}, ${small(received)}`
}
