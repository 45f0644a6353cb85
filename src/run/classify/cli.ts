import { formatDuration } from '../../core/index.ts'
import type { CliOutput } from '../drivers/cli-output.ts'
import type { CommandEnd } from '../drivers/command.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseErrorType, diagnoseStatus } from './status.ts'

const BY_API_ERROR: Readonly<Record<string, Diagnosis>> = {
  connection_failed: { class: 'connect', message: 'the client lost or got no connection' },
  stream_idle_timeout: { class: 'stalled', message: 'the client saw the stream stall' },
  timeout: { class: 'timeout', message: 'the client got no answer in time' },
  max_output_tokens: { class: 'wrong_answer', message: 'the reply was cut at the token limit' },
}

const BY_ASSISTANT_ERROR: Readonly<Record<string, Diagnosis>> = {
  authentication_failed: { class: 'credentials', message: 'the client is not signed in' },
  billing_error: { class: 'quota', message: 'the account has no credit' },
  rate_limit: { class: 'quota', message: 'the client met our rate limit' },
  model_not_found: { class: 'bad_request', message: 'the model is not known' },
  invalid_request: { class: 'bad_request', message: 'the request was refused' },
  server_error: { class: 'server_error', message: 'the client met a server error' },
}

/** What made a command fail: status first, then types and codes of the client, its prose last. Undefined where it did well. */
export function diagnoseCommand(end: CommandEnd, output: CliOutput): Diagnosis | undefined {
  const { result } = output
  const failed = end.exitCode !== 0 || result?.is_error === true
  if (!failed) return undefined
  const detail = `exit code ${end.exitCode ?? end.killedBy}: ${String(result?.result ?? (end.stderr || end.stdout)).slice(0, 800)}`
  const diagnosis = byStatus(result) ?? byCode(output) ?? byProse(detail)
  if (diagnosis) return { ...diagnosis, detail }
  if (end.killedBy) return { class: 'spawn', message: `the command was killed (${end.killedBy})`, detail }
  if (result) return { class: 'server_error', message: 'the client reports an error', detail }
  return { class: 'spawn', message: `the command ended with exit code ${end.exitCode}`, detail }
}

function byStatus(result: CliOutput['result']): Diagnosis | undefined {
  const status = result?.api_error_status
  const type = result?.api_error_type
  const errorType = typeof type === 'string' ? type : undefined
  if (typeof status === 'number') return diagnoseStatus({ status, errorType })
  return errorType ? diagnoseErrorType(errorType, '') : undefined
}

function byCode({ result, assistantError, hasText }: CliOutput): Diagnosis | undefined {
  const code = result?.api_error
  if (code === 'connection_failed' && hasText) return { class: 'truncated', message: 'the stream broke off' }
  const byClient = typeof code === 'string' ? BY_API_ERROR[code] : undefined
  return byClient ?? (assistantError ? BY_ASSISTANT_ERROR[assistantError] : undefined)
}

/** Only for what the client tells in words alone. */
function byProse(text: string): Diagnosis | undefined {
  if (/not logged in|please run \/login/i.test(text))
    return { class: 'credentials', message: 'the client is not signed in' }
  if (/timed out/i.test(text)) return { class: 'timeout', message: 'the client got no answer in time' }
  if (/without receiving any events|empty or malformed response|JSON Parse error/i.test(text)) {
    return { class: 'edge', message: 'something else answered where a stream belongs' }
  }
  if (/ECONNREFUSED|ECONNRESET|connection/i.test(text))
    return { class: 'connect', message: 'the client got no connection' }
  return undefined
}

/** A command that was still running when its time was over: what it printed so far tells what it was waiting for. */
export function diagnoseOverdueCommand(output: CliOutput, limitMs: number): Diagnosis {
  const within = `within ${formatDuration(limitMs)}`
  if (output.hasText) return { class: 'stalled', message: `the reply began and did not end ${within}` }
  if (output.hasStart) return { class: 'timeout', message: `no first token ${within}` }
  return { class: 'timeout', message: `no answer ${within}` }
}
