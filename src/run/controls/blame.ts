import type { Blame, ControlVote, Failure, FailureClass, NetworkEvidence, Target } from '../../core/index.ts'
import { type AskControl, askControl } from './ask.ts'
import { type Control, type ControlPlan, controlPlan, controlsForNames } from './control.ts'

/** Longest wait for one round of controls, ms. */
const LIMIT_MS = 2_000

/** Classes that silence alone can bring about: a service that hangs looks like this, and so does a cable that is out. */
const SILENT_CLASSES: ReadonlySet<FailureClass> = new Set(['timeout', 'stalled', 'truncated'])

export interface BlameContext {
  readonly target: Target
  /** All that are watched: a door of another one that answers shows that our network works. */
  readonly targets: readonly Target[]
  /** Default: the well-known public hosts of DEFAULT_CONTROLS. */
  readonly defaults?: readonly string[]
  readonly ask?: AskControl
}

/**
 * Decides whose fault a failed connection or a silence is, and keeps what decided it with the failure. Returns any other
 * failure as it is.
 */
export async function blameNetwork(failure: Failure, context: BlameContext): Promise<Failure> {
  const isConnection = failure.blame === 'network'
  if (!isConnection && !isSilence(failure)) return failure
  const evidence = failure.network ?? { sign: 'silence', decidedBy: 'itself', votes: [] }
  if (evidence.sign === 'own') return { ...failure, blame: 'network', network: { ...evidence, decidedBy: 'own' } }
  const plan = controlPlan(evidence.host, context.target, context.targets, context.defaults)
  const needsNoVote = plan.by === 'itself' && evidence.sign === 'answer'
  const votes = needsNoVote ? [] : await collectVotes(failure.class, plan, context.ask ?? askControl)
  if (votes.length === 0 && !isConnection) return failure
  const blame = decideBlame(failure.class, evidence.sign, plan, votes)
  return { ...failure, blame, network: { ...evidence, decidedBy: votes.length > 0 ? 'controls' : 'itself', votes } }
}

/** A connection that hangs or ends early, without a status that would prove that somebody is there. */
function isSilence(failure: Failure): boolean {
  return failure.blame === 'provider' && failure.httpStatus === undefined && SILENT_CLASSES.has(failure.class)
}

async function collectVotes(
  failed: FailureClass,
  { rounds }: ControlPlan,
  ask: AskControl,
): Promise<readonly ControlVote[]> {
  const votes: ControlVote[] = []
  for (const round of rounds) {
    const asked: readonly Control[] = failed === 'dns' ? controlsForNames(round) : round
    votes.push(...(await Promise.all(asked.map((control) => ask(control, failed, LIMIT_MS)))))
    if (votes.some(({ up }) => up)) break
  }
  return votes
}

/**
 * Whose fault a failed connection or silence is. Pure.
 *
 * One control that answers: our network works, so the provider's. All of them silent: ours. Without any vote the failure
 * itself decides: an answer (refused, reset, closed, no secure connection) is the provider's. On this machine or in a
 * private network so is a name that does not exist and a connection that is not made, because nothing else can be asked;
 * of a public name with `controls: []` these stay ours, because a machine that is offline looks the same.
 */
export function decideBlame(
  failed: FailureClass,
  sign: NetworkEvidence['sign'],
  plan: Pick<ControlPlan, 'by' | 'place'>,
  votes: readonly ControlVote[],
): Blame {
  if (sign === 'own') return 'network'
  if (plan.by === 'itself' && sign === 'answer') return 'provider'
  if (votes.length > 0) return votes.some(({ up }) => up) ? 'provider' : 'network'
  if (sign === 'answer') return 'provider'
  if (plan.by !== 'itself') return 'network'
  // The name server itself gave no answer; a name of this machine needs none.
  return failed === 'dns' && (sign === 'silence' || plan.place === 'loopback') ? 'network' : 'provider'
}
