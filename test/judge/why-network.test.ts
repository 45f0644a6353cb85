import { describe, expect, it } from 'vitest'
import type { Failure, NetworkEvidence } from '../../src/core/index.ts'
import { type FailedRun, whyNetwork } from '../../src/judge/index.ts'

const AT = Date.UTC(2026, 4, 4, 21, 4, 40)

function run(network: NetworkEvidence | undefined, blame: Failure['blame'], minutesAgo = 0): FailedRun {
  const failure: Failure = {
    class: 'connect',
    blame,
    message: 'connection refused (ECONNREFUSED)',
    ...(network ? { network } : {}),
  }
  return { probe: 'api', location: 'local', startedAt: AT - minutesAgo * 60_000, failure }
}

const votes: NetworkEvidence = {
  host: 'api.lumen.dev',
  sign: 'answer',
  decidedBy: 'controls',
  votes: [
    { control: 'tls://status.lumen.dev:443', source: 'status-page', up: false, code: 'ETIMEDOUT' },
    { control: 'tls://one.one.one.one:443', source: 'default', up: true },
  ],
}

describe('why a failed connection counts as whose', () => {
  it('says how each control voted', () => {
    expect(whyNetwork([run(votes, 'provider')])).toEqual([
      'Connections that failed:',
      '  21:04:40 UTC  api from local: connection refused (ECONNREFUSED).',
      "    Counted as the provider's (host api.lumen.dev): 1 of 2 controls answered.",
      '      tls://status.lumen.dev:443 (status page): no answer (ETIMEDOUT)',
      '      tls://one.one.one.one:443 (default control): answered',
    ])
  })

  it('gives the reason of the decision where no control was tried', () => {
    const itself: NetworkEvidence = { sign: 'answer', decidedBy: 'itself', votes: [] }
    expect(whyNetwork([run(itself, 'provider')])[2]).toBe(
      "    Counted as the provider's: a refused, reset or insecure connection is an answer from the other side; no control address was asked.",
    )
    const ownNetwork: NetworkEvidence = { sign: 'own', decidedBy: 'own', votes: [] }
    expect(whyNetwork([run(ownNetwork, 'network')])[2]).toBe(
      "    Counted as our own network's: this machine has no network, or its proxy does not connect.",
    )
  })

  it('shows one of the runs with the same decision, and no other failures', () => {
    const alike = [run(votes, 'provider'), run(votes, 'provider', 1), run(undefined, 'provider', 2)]
    expect(whyNetwork(alike)).toHaveLength(5)
    expect(whyNetwork([run(undefined, 'provider')])).toEqual([])
  })
})
