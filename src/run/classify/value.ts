import type { Diagnosis } from './diagnosis.ts'
import { diagnoseNet } from './net.ts'
import { seconds } from './seconds.ts'
import type { Thrown } from './thrown.ts'

/** Diagnosis without a page: that of the driver, else by the thrown error. */
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

/** Diagnosis of an error that no answer of the service explains: the probe is broken. */
export function probeError(thrown: Thrown): Diagnosis {
  const message = `the probe threw: ${expectationLine(thrown.message)}${secretHint(thrown.message)}`
  return { class: 'probe_error', message, detail: thrown.stack }
}

/** Advice for Playwright's refusal of an object in place of a text: in a probe that object is mostly a secret. */
function secretHint(message: string): string {
  if (!/^[\w.]+: [\w.[\]]+: expected string, got object/.test(message)) return ''
  return ' (a secret is passed as target.secrets.NAME.reveal())'
}

/**
 * "Expected: 42, received: 41" from the message of an expectation, after the author's own message where there is one; else
 * the first line.
 */
export function expectationLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
  const [first = ''] = lines
  const expected = lines.find((line) => line.startsWith('Expected'))
  const received = lines.find((line) => line.startsWith('Received'))
  if (!expected || !received) return first
  const lowerFirst = (line: string) => `${line.charAt(0).toLowerCase()}${line.slice(1)}`
  const authorsWords = /^(expect\(|Error)/.test(first) || first === expected ? undefined : first
  return authorsWords
    ? `${authorsWords}: ${lowerFirst(expected)}, ${lowerFirst(received)}`
    : `${expected}, ${lowerFirst(received)}`
}
