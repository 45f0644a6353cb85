import { describe, expect, it } from 'vitest'
import { type Failure, type NetworkEvidence, networkLines } from '../../../src/core/index.ts'

function failure(blame: Failure['blame'], network?: NetworkEvidence): Failure {
  return { class: 'connect', blame, message: 'refused', ...(network ? { network } : {}) } as Failure
}

describe('the lines on the blame of a failed connection', () => {
  it('are none for a failure without network evidence', () => {
    expect(networkLines(failure('provider'))).toEqual([])
  })

  it('count the controls that answered and list each vote', () => {
    const votes = [
      { control: 'https://example.org', source: 'default', up: true },
      { control: 'tcp://a.dev:53', source: 'configured', up: false, code: 'ECONNREFUSED' },
      { control: 'https://b.dev', source: 'target', up: false, code: 'no answer' },
    ] as const
    expect(networkLines(failure('provider', { host: 'c.dev', sign: 'silence', decidedBy: 'controls', votes }))).toEqual(
      [
        "Counted as the provider's (host c.dev): 1 of 3 controls answered.",
        '  https://example.org (default control): answered',
        '  tcp://a.dev:53 (configured control): no answer (ECONNREFUSED)',
        '  https://b.dev (other target): no answer',
      ],
    )
  })

  it('give the sign that decided without controls', () => {
    expect(networkLines(failure('provider', { sign: 'answer', decidedBy: 'itself', votes: [] }))).toEqual([
      "Counted as the provider's: a refused, reset or insecure connection is an answer from the other side; no control address was asked.",
    ])
    expect(networkLines(failure('network', { sign: 'own', decidedBy: 'own', votes: [] }))).toEqual([
      "Counted as our own network's: this machine has no network, or its proxy does not connect.",
    ])
  })
})
