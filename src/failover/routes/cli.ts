import { type CliDoor, defined, Secret } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import { type CliRouteOptions, teamEnvironment } from './client-program.ts'
import { clientRoute } from './client-route.ts'
import { failedReply } from './failed-reply.ts'
import { jsonLines } from './json-lines.ts'
import type { Entry, Route } from './route.ts'

const SYSTEM_PROMPT = 'You are a failover test. Reply with exactly what is asked for.'

/** The team's settings of the client that decide how it retries and how long it waits. */
const TEAM_SETTINGS =
  /^(CLAUDE_CODE_|CLAUDE_STREAM_|CLAUDE_BYTE_|API_TIMEOUT_MS$|HTTPS?_PROXY$|https?_proxy$|NO_PROXY$|no_proxy$|NODE_EXTRA_CA_CERTS$)/

const QUIET = {
  CLAUDE_CONFIG_DIR: '~/.claude',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
} as const

/** The team's Claude Code with its own retries, in a separate home; undefined where it is not installed. */
export function cliRoute(options: CliRouteOptions): Promise<Route | undefined> {
  return clientRoute(options, { command: 'claude', title: 'Claude Code', doorOf, argumentsOf, replyOf })
}

function doorOf(program: string, { entry, environment }: CliRouteOptions): CliDoor {
  return {
    command: [program],
    versionArgs: ['--version'],
    env: {
      ...teamEnvironment(environment, TEAM_SETTINGS),
      ...QUIET,
      ANTHROPIC_BASE_URL: entry.url,
      ANTHROPIC_API_KEY: new Secret('the key of the gateway', entry.key),
    },
    answer: '',
  }
}

function argumentsOf({ model }: Entry, prompt: string): readonly string[] {
  return [
    ...['-p', prompt, '--model', model, '--output-format', 'json', '--tools', ''],
    ...['--system-prompt', SYSTEM_PROMPT, '--strict-mcp-config', '--max-turns', '1'],
  ]
}

/** The fields of the last line of Claude Code that are read. `is_error` decides, not `subtype`. */
interface Result {
  readonly type?: string
  readonly is_error?: boolean
  readonly result?: unknown
  readonly api_error_status?: number | null
  readonly modelUsage?: Readonly<Record<string, unknown>>
}

/** The reply that a person at the terminal gets. */
export function replyOf(stdout: string, stderr: string): Reply {
  const result = jsonLines<Result>(stdout).findLast(({ type }) => type === 'result')
  if (!result) return failedReply(stderr || 'no result')
  const text = typeof result.result === 'string' ? result.result : ''
  if (result.is_error === true) return failedReply(text || 'an error without text')
  const model = Object.keys(result.modelUsage ?? {})[0]
  return { text, complete: true, ...defined({ model }) }
}
