import type { ControlVote, Failure, NetworkEvidence } from '../model/failure.ts'

const SOURCE: Readonly<Record<ControlVote['source'], string>> = {
  configured: 'configured control',
  target: 'other target',
  'status-page': 'status page',
  default: 'default control',
}

const SIGN: Readonly<Record<NetworkEvidence['sign'], string>> = {
  answer: 'a refused, reset or insecure connection is an answer from the other side',
  'no-name': 'the host name does not exist',
  silence: 'no answer came',
  own: 'this machine has no network, or its proxy does not connect',
}

/** Lines on the blame of a failed connection, with the vote of each control; empty for any other failure. */
export function networkLines({ blame, network }: Failure): readonly string[] {
  if (!network) return []
  const { decidedBy, sign, votes, host } = network
  const whose = blame === 'provider' ? "Counted as the provider's" : "Counted as our own network's"
  const where = host === undefined ? '' : ` (host ${host})`
  if (decidedBy !== 'controls') {
    const noControls = decidedBy === 'own' ? '' : '; no control address was asked'
    return [`${whose}${where}: ${SIGN[sign]}${noControls}.`]
  }
  const up = votes.filter((vote) => vote.up).length
  return [`${whose}${where}: ${up} of ${votes.length} controls answered.`, ...votes.map(voteLine)]
}

function voteLine({ control, source, up, code }: ControlVote): string {
  const reason = code === undefined || code === 'no answer' ? '' : ` (${code})`
  return `  ${control} (${SOURCE[source]}): ${up ? 'answered' : `no answer${reason}`}`
}
