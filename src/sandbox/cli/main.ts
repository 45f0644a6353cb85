#!/usr/bin/env node
// A small command-line client of the Messages API. It speaks in Claude Code's result shapes and exit codes, so that a
// probe of that client can be tried without installing it. Only Node's own modules: it must start fast.
import { type Ask, readArguments } from './arguments.ts'
import { formatFailure } from './failure.ts'
import { Session } from './session.ts'
import { readSettings, type Settings } from './settings.ts'
import { VERSION_LINE } from './version.ts'

const HELP = `Usage: lumen [options] [prompt]

  -p, --print                  answer the prompt and exit
  --output-format <format>     text, json or stream-json (needs --verbose)
  --include-partial-messages   show every event of the stream in stream-json
  --model <name>               model to ask
  --system-prompt <text>
  auth status [--json]         whether there are credentials
  -v, --version
`

process.exit(await main(process.argv.slice(2)))

async function main(args: readonly string[]): Promise<number> {
  const command = readArguments(args)
  const settings = readSettings(process.env)
  if (command.kind === 'version') return print(VERSION_LINE, 0)
  if (command.kind === 'help') return print(HELP, 0)
  if (command.kind === 'auth') return authStatus(settings, command.json)
  if (command.kind === 'ask') return answer(command.ask, settings)
  process.stderr.write(`${command.message}\n`)
  return 1
}

function authStatus({ authMethod }: Settings, json: boolean): number {
  const loggedIn = authMethod !== 'none'
  const apiKeySource = authMethod === 'api_key' ? { apiKeySource: 'ANTHROPIC_API_KEY' } : {}
  const status = JSON.stringify({ loggedIn, authMethod, apiProvider: 'firstParty', ...apiKeySource }, null, 2)
  return print(json ? status : loggedIn ? 'Logged in' : 'Not logged in', loggedIn ? 0 : 1)
}

async function answer(ask: Ask, settings: Settings): Promise<number> {
  const session = new Session(ask, settings, (line) => print(JSON.stringify(line), 0))
  leaveOnSignals(ask, session)
  const result = settings.authMethod === 'none' ? session.failed(notLoggedIn()) : await session.run()
  return printResult(ask, result)
}

function printResult(ask: Ask, result: Readonly<Record<string, unknown>>): number {
  return print(ask.format === 'text' ? String(result.result) : JSON.stringify(result), result.is_error === true ? 1 : 0)
}

function notLoggedIn() {
  const message = 'Not logged in · Please run /login'
  return { ...formatFailure(message), message, assistantError: 'authentication_failed' }
}

/** As observed with Claude Code: a terminated client prints nothing, an interrupted one reports it and exits with 0. */
function leaveOnSignals(ask: Ask, session: Session): void {
  process.on('SIGTERM', () => process.exit(143))
  process.on('SIGHUP', () => process.exit(129))
  process.on('SIGINT', () => {
    const aborted = { subtype: 'error_during_execution', terminal_reason: 'aborted_streaming', api_error_status: null }
    printResult(ask, session.result({ ...aborted, is_error: true, result: 'Execution error' }))
    process.exit(0)
  })
}

/** Writes to a pipe are synchronous on Linux and macOS, so nothing is lost on exit. */
function print(text: string, code: number): number {
  process.stdout.write(`${text.trimEnd()}\n`)
  return code
}
