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
  return { class: 'probe_error', message: `the probe threw: ${expectationLine(thrown.message)}`, detail: thrown.stack }
}

/** "Expected: 42, received: 41" out of an expectation's message; else its first line. */
export function expectationLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
  const expected = lines.find((line) => line.startsWith('Expected'))
  const received = lines.find((line) => line.startsWith('Received'))
  return expected && received
    ? `${expected}, ${received.charAt(0).toLowerCase()}${received.slice(1)}`
    : (lines[0] ?? '')
}
