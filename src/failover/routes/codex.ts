import { type CliDoor, Secret } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import { type CliRouteOptions, teamEnvironment } from './client-program.ts'
import { clientRoute } from './client-route.ts'
import { failedReply } from './failed-reply.ts'
import { jsonLines } from './json-lines.ts'
import type { Entry, Route } from './route.ts'

const PROXY_SETTINGS = /^(HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy|NODE_EXTRA_CA_CERTS)$/

/**
 * The team's Codex with its own retries, in a separate home; undefined where it is not installed. It asks the gateway's
 * Responses API. Options as measured with 0.169.0: a custom provider, because the built-in one tries a WebSocket first.
 */
export function codexRoute(options: CliRouteOptions): Promise<Route | undefined> {
  return clientRoute(options, { command: 'codex', title: 'Codex', doorOf, argumentsOf, replyOf: codexReply })
}

function doorOf(program: string, { entry, environment }: CliRouteOptions): CliDoor {
  return {
    command: [program],
    versionArgs: ['--version'],
    env: {
      ...teamEnvironment(environment, PROXY_SETTINGS),
      CODEX_HOME: '~/.codex',
      DOORWATCH_CODEX_KEY: new Secret('the key of the gateway', entry.key),
    },
    // CODEX_HOME must exist before Codex starts.
    files: { '.codex/config.toml': '' },
    answer: '',
  }
}

/** The arguments of one question. */
export function argumentsOf({ url, model }: Entry, prompt: string): readonly string[] {
  const provider = `name="gateway",base_url=${JSON.stringify(`${url}/v1`)},env_key="DOORWATCH_CODEX_KEY",wire_api="responses"`
  const settings = [
    'model_provider="gateway"',
    `model_providers.gateway={${provider}}`,
    `model=${JSON.stringify(model)}`,
    ...['analytics.enabled=false', 'check_for_update_on_startup=false'],
    ...['features.plugins=false', 'features.apps=false'],
  ]
  return [
    ...['exec', '--json', '--skip-git-repo-check', '--ephemeral', '-s', 'read-only'],
    ...settings.flatMap((setting) => ['-c', setting]),
    prompt,
  ]
}

/** The fields of a line of Codex that are read. */
interface CodexEvent {
  readonly type?: string
  readonly item?: { readonly type?: string; readonly text?: string }
  readonly error?: { readonly message?: string }
  readonly message?: string
}

/** The reply that a person at the terminal gets. Successes have items of type `error` too, so only a failed turn is a failure. */
export function codexReply(stdout: string, stderr: string): Reply {
  const events = jsonLines<CodexEvent>(stdout)
  const text = events.findLast(({ type, item }) => type === 'item.completed' && item?.type === 'agent_message')
  if (events.some(({ type }) => type === 'turn.completed')) return { text: text?.item?.text ?? '', complete: true }
  const failed = events.findLast(({ type }) => type === 'turn.failed')?.error?.message
  const error = failed ?? events.findLast(({ type }) => type === 'error')?.message
  return failedReply(error || stderr || 'no result')
}
