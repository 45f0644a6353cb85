import type { FailureClass } from '../../src/core/index.ts'
import type { Client } from './bench.ts'

type Verdict = FailureClass | 'passed'

/** The outcome of a client that sees everything. */
const EXPECTED: Readonly<Record<string, readonly Verdict[]>> = {
  none: ['passed'],
  '500': ['server_error'],
  '503': ['server_error'],
  '504': ['server_error'],
  '529': ['overloaded'],
  '400': ['bad_request'],
  '401': ['credentials'],
  '403': ['credentials'],
  '404': ['bad_request'],
  '413': ['bad_request'],
  '429': ['quota'],
  '429-no-retry-after': ['quota'],
  '429-headroom': ['quota'],
  'spend-cap': ['quota'],
  credit: ['quota', 'bad_request'],
  hang: ['timeout'],
  reset: ['connect'],
  close: ['connect'],
  slow: ['passed'],
  'slow-first-token': ['passed'],
  'slow-tokens': ['passed'],
  html: ['server_error', 'edge'],
  'html-200': ['edge'],
  'empty-200': ['edge'],
  maintenance: ['server_error', 'edge'],
  'maintenance-200': ['edge'],
  challenge: ['credentials'],
  'redirect-loop': ['edge'],
  'headers-only': ['timeout', 'stalled'],
  stall: ['stalled'],
  'ping-only': ['timeout', 'stalled'],
  truncated: ['truncated'],
  cut: ['truncated'],
  'no-end': ['truncated'],
  'overloaded-first': ['overloaded'],
  'overloaded-mid': ['overloaded'],
  'api-error-mid': ['server_error'],
  malformed: ['edge'],
  'wrong-answer': ['wrong_answer'],
  'empty-answer': ['wrong_answer'],
  'doubled-answer': ['wrong_answer'],
  refusal: ['wrong_answer'],
  'max-tokens': ['wrong_answer'],
  'wrong-model': ['wrong_answer'],
  'closed port': ['connect'],
  'unknown name': ['connect', 'dns'],
  'wrong key': ['credentials'],
  'program missing': ['spawn'],
  'unknown flag': ['spawn'],
}

/** Where a client hides or blurs a fault; why, for the reader of the table. */
export const BLIND: Readonly<Record<Client, Readonly<Record<string, readonly [verdict: Verdict, why: string]>>>> = {
  'claude-code': {
    'no-end': ['passed', 'a stop reason is enough of an end for it; the api probe sees that the end is missing'],
  },
  codex: {
    'html-200': ['truncated', 'it says no more than that the stream closed'],
    'empty-200': ['truncated', 'it says no more than that the stream closed'],
    'maintenance-200': ['truncated', 'it says no more than that the stream closed'],
    malformed: ['passed', 'it passes over an event that is no JSON'],
    'wrong-model': ['passed', 'its output names no model'],
  },
  'gemini-cli': {
    'redirect-loop': ['connect', 'it says no more than that fetch failed'],
    'empty-200': ['truncated', 'it says no more than that the stream ended without a finish reason'],
    'overloaded-first': ['truncated', 'it passes over an error event and misses the end'],
    'overloaded-mid': ['truncated', 'it passes over an error event and misses the end'],
    'api-error-mid': ['truncated', 'it passes over an error event and misses the end'],
    'wrong-model': ['passed', 'its output names the model that was asked for'],
    stall: ['timeout', 'it prints nothing before the end, so silence before and after the first token look alike'],
  },
}

/** The classes that are right for a client and a fault. */
export function expectedOf(client: Client, fault: string): readonly Verdict[] {
  const blind = BLIND[client][fault]
  return blind ? [blind[0]] : (EXPECTED[fault] ?? [])
}

export const FAULTS_WITH_EXPECTATION: readonly string[] = Object.keys(EXPECTED)
