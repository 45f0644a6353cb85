import { type CliDoor, defined, oneLine, Secret } from '../../core/index.ts'
import type { Reply } from '../judging/cell.ts'
import type { CliRouteOptions } from './client-program.ts'
import { clientRoute } from './client-route.ts'
import type { Entry, Route } from './route.ts'

const ERROR_CHARACTERS = 160
const SYSTEM_PROMPT = 'You are a failover test. Reply with exactly what is asked for.'

/** The team's settings of the client that decide how it retries and how long it waits. */
const TEAM_SETTINGS =
  /^(CLAUDE_CODE_|CLAUDE_STREAM_|CLAUDE_BYTE_|API_TIMEOUT_MS$|HTTPS?_PROXY$|NO_PROXY$|NODE_EXTRA_CA_CERTS$)/

const QUIET = {
  CLAUDE_CONFIG_DIR: '~/.claude',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
} as const

/** The team's own Claude Code with its own retries, in a home of its own; undefined where it is not installed. */
export function cliRoute(options: CliRouteOptions): Promise<Route | undefined> {
  return clientRoute(options, { command: 'claude', title: 'Claude Code', doorOf, argumentsOf, replyOf })
}

function doorOf(program: string, { entry, environment }: CliRouteOptions): CliDoor {
  const team = Object.entries(environment).filter(([name]) => TEAM_SETTINGS.test(name))
  return {
    command: [program],
    versionArgs: ['--version'],
    env: {
      NO_PROXY: '127.0.0.1,localhost',
      ...(Object.fromEntries(team) as Record<string, string>),
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

/** The parts of the last line of Claude Code that are used here; `is_error` decides, not `subtype`. */
interface Result {
  readonly type?: string
  readonly is_error?: boolean
  readonly result?: string
  readonly api_error_status?: number | null
  readonly modelUsage?: Readonly<Record<string, unknown>>
}

/** What a person at the terminal got. */
export function replyOf(stdout: string, stderr: string): Reply {
  const result = resultIn(stdout)
  if (!result) return { text: '', complete: false, error: oneLine(stderr || 'no result', ERROR_CHARACTERS) }
  const text = result.result ?? ''
  if (result.is_error !== true) {
    const model = Object.keys(result.modelUsage ?? {})[0]
    return { text, complete: true, ...defined({ model }) }
  }
  return { text: '', complete: false, error: oneLine(text || 'an error without text', ERROR_CHARACTERS) }
}

function resultIn(stdout: string): Result | undefined {
  const lines = stdout.split('\n').toReversed()
  for (const line of lines) {
    try {
      const value = JSON.parse(line) as Result
      if (value?.type === 'result') return value
    } catch {
      // A line that is no JSON: a warning of the client.
    }
  }
  return undefined
}
