import type { ProxyFault, Sighting } from '../../fault-proxy/index.ts'
import type { Verdict } from './cell.ts'

/** The facts that decide which setting to change. */
interface Finding {
  readonly fault: ProxyFault
  readonly verdict: Verdict
  readonly sighting: Sighting
  /** Whether the gateway asked B without asking A. */
  readonly keptOut: boolean
  /** Whether the route itself, such as the gateway, accepts no connection. */
  readonly unreachable?: boolean
  readonly proxyUrl: string
}

/**
 * The change that makes a cell green; undefined where it is green. Names of settings: LiteLLM
 * (docs.litellm.ai/docs/router/learn/reliability), Portkey (portkey.ai/docs/product/ai-gateway).
 */
export function settingToChange(finding: Finding): string | undefined {
  switch (finding.verdict) {
    case 'green':
      return undefined
    case 'not exercised':
      return notExercised(finding)
    case 'waits':
      return waiting(finding.fault)
    default:
      return failing(finding.fault)
  }
}

function notExercised({ keptOut, unreachable, sighting, proxyUrl }: Finding): string {
  if (unreachable) return 'Start the gateway, or correct the address after --through: no connection to it is possible.'
  if (keptOut) {
    return 'The gateway keeps A out after a failure: shorten that for the test (LiteLLM cooldown_time, Portkey cooldown_interval).'
  }
  if (sighting.seen === 0) return `Set the address of provider A in the gateway to ${proxyUrl}.`
  return 'Check --upstream, and the key that the gateway sends to provider A.'
}

function waiting({ effect }: ProxyFault): string {
  switch (effect.kind) {
    case 'hang':
      return 'Set a timeout to the first byte, shorter than the patience (LiteLLM stream_timeout and timeout, Portkey request_timeout).'
    case 'break':
      return 'Set an idle timeout between the pieces of a stream, and fail over when it expires.'
    case 'slow':
      return 'Set a timeout to the first token, shorter than the patience, and fail over when it expires.'
    default:
      return 'Fewer retries on A before B, and no wait for retry-after there (LiteLLM num_retries, retry_after).'
  }
}

function failing({ effect, name }: ProxyFault): string {
  switch (effect.kind) {
    case 'break':
      return 'Fail over on errors inside a stream: hold the first tokens back until the stream is sound, or restart it on B (LiteLLM: a version whose /v1/messages falls back in mid-stream). Count such requests as failed.'
    case 'status':
      return effect.status === 401
        ? 'Fail over on HTTP 401 as well, or alert on it at once: a rejected key stops everybody.'
        : `Add HTTP ${effect.status} to the statuses that fail over (LiteLLM fallbacks, Portkey on_status_codes).`
    case 'reset':
      return 'Fail over on connection errors, not only on statuses.'
    default:
      return `Fail over on ${name}: end the request by a timeout and ask B.`
  }
}
