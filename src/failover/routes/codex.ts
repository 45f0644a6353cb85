import { type CliDoor, oneLine, Secret } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import type { CliRouteOptions } from './client-program.ts'
import { clientRoute } from './client-route.ts'
import type { Entry, Route } from './route.ts'

const ERROR_CHARACTERS = 160
const PROXY_SETTINGS = /^(HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/

/**
 * The team's own Codex with its own retries, in a home of its own; undefined where it is not installed. It asks the gateway's
 * Responses API. Options as measured with 0.169.0: a custom provider, because the built-in one tries a WebSocket first.
 */
export function codexRoute(options: CliRouteOptions): Promise<Route | undefined> {
  return clientRoute(options, { command: 'codex', title: 'Codex', doorOf, argumentsOf, replyOf: codexReply })
}

function doorOf(program: string, { entry, environment }: CliRouteOptions): CliDoor {
  const team = Object.entries(environment).filter(([name]) => PROXY_SETTINGS.test(name))
  return {
    command: [program],
    versionArgs: ['--version'],
    env: {
      NO_PROXY: '127.0.0.1,localhost',
      ...(Object.fromEntries(team) as Record<string, string>),
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

/** The parts of a line of Codex that are used here. */
interface CodexEvent {
  readonly type?: string
  readonly item?: { readonly type?: string; readonly text?: string }
  readonly error?: { readonly message?: string }
  readonly message?: string
}

/** What a person at the terminal got. An item of type `error` comes with successes too: only a failed turn is a failure. */
export function codexReply(stdout: string, stderr: string): Reply {
  const events = eventsIn(stdout)
  const text = events.findLast(({ type, item }) => type === 'item.completed' && item?.type === 'agent_message')
  if (events.some(({ type }) => type === 'turn.completed')) return { text: text?.item?.text ?? '', complete: true }
  const failed = events.findLast(({ type }) => type === 'turn.failed')?.error?.message
  const error = failed ?? events.findLast(({ type }) => type === 'error')?.message
  return { text: '', complete: false, error: oneLine(error || stderr || 'no result', ERROR_CHARACTERS) }
}

function eventsIn(stdout: string): readonly CodexEvent[] {
  return stdout.split('\n').flatMap((line): readonly CodexEvent[] => {
    try {
      const value: unknown = JSON.parse(line)
      return typeof value === 'object' && value !== null ? [value] : []
    } catch {
      // A line that is no JSON: a warning of the client.
      return []
    }
  })
}
