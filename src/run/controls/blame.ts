import type { Blame, ControlVote, Failure, FailureClass, NetworkEvidence, Target } from '../../core/index.ts'
import { type AskControl, askControl } from './ask.ts'
import { type Control, type ControlPlan, controlPlan, controlsForNames } from './control.ts'

/** Longest wait for one round of controls, ms. */
const LIMIT_MS = 2_000

/** Classes of a silence, which a hanging service and our own broken network cause alike. */
const SILENT_CLASSES: ReadonlySet<FailureClass> = new Set(['timeout', 'stalled', 'truncated'])

export interface BlameContext {
  readonly target: Target
  /** All watched targets: a door of another one that answers shows that our network works. */
  readonly targets: readonly Target[]
  /** Default: DEFAULT_CONTROLS. */
  readonly defaults?: readonly string[]
  readonly ask?: AskControl
}

/** The failure with the blame of a failed connection or silence, and the evidence for it. Any other failure is unchanged. */
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

/** A connection that hangs or ends early, without a status, which would prove that the service answered. */
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
    const controls: readonly Control[] = failed === 'dns' ? controlsForNames(round) : round
    votes.push(...(await Promise.all(controls.map((control) => ask(control, failed, LIMIT_MS)))))
    if (votes.some(({ up }) => up)) break
  }
  return votes
}

/**
 * Whose fault a failed connection or silence is. Pure.
 *
 * A control that answers shows that our network works: `provider`. All of them silent: `network`. Without votes the failure
 * itself decides. An answer (refused, reset, closed, no secure connection) is `provider`. A name that does not exist and a
 * connection without an answer are `provider` on this machine and in a private network, where no control can be asked, and
 * `network` for a public name with `controls: []`, because an offline machine looks the same.
 */
function decideBlame(
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
  // A silent name server is ours, and so is a name of this machine that does not resolve.
  return failed === 'dns' && (sign === 'silence' || plan.place === 'loopback') ? 'network' : 'provider'
}
