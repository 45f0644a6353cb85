import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { CLI_ENTRY, useSandbox } from './support.ts'

export const PROMPT = 'Reply with exactly: pong'
const QUICK = { API_TIMEOUT_MS: '1500', CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '1500' }

/** How a command ended, and what it printed. */
interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The objects of an output with one JSON object a line. */
export const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Waits for the end of a command. */
export async function finish(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (piece) => {
      texts[name] += piece
    })
  }
  const [code] = await once(child, 'close')
  return { code: code as number | null, ...texts }
}

/** A sandbox, and its command-line client. */
export function useCli() {
  const running = useSandbox()
  function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const service = { ANTHROPIC_BASE_URL: running.sandbox.url, ANTHROPIC_API_KEY: SANDBOX_ACCOUNT.apiKey }
    return spawn(process.execPath, [CLI_ENTRY, ...args], {
      env: { ...service, ...QUICK, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
  const run = (args: readonly string[], env?: Record<string, string>) => finish(start(args, env))
  /** One prompt in stream-json: the exit code, the last line, and the error of the assistant's event. */
  async function ask(env?: Record<string, string>) {
    const { code, stdout } = await run(['-p', PROMPT, '--output-format', 'stream-json', '--verbose'], env)
    const events = lines(stdout)
    const error = events.find(({ is_api_error_message }) => is_api_error_message)?.error
    return { code, result: events.at(-1) ?? {}, error, events }
  }
  return { running, start, run, ask }
}
