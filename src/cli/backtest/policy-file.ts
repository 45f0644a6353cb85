import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { cannotRead } from '../../backtest/index.ts'
import { duration, problemsOf } from '../../config/index.ts'
import { ConfigError, defined, isJsonObject, MonitorError, messageOf } from '../../core/index.ts'
import type { PolicyOptions } from '../../judge/index.ts'
import type { Context } from '../process/context.ts'

const policySchema = z.strictObject({
  falseAlarmDays: z.number().min(1).max(3_650).optional(),
  settle: duration.optional(),
})

const HINT = 'Write JSON such as { "falseAlarmDays": 30, "settle": "8h" }.'

/**
 * What a policy file changes of a policy: JSON with `falseAlarmDays` and `settle` ("8h"); what it leaves out stays.
 * @throws ConfigError with every problem at once
 */
export function readPolicyFile(context: Context, name: string): Pick<PolicyOptions, 'falseAlarmDays' | 'settleMs'> {
  const input = readJson(resolve(context.folder, name), name)
  const parsed = policySchema.safeParse(input)
  if (!parsed.success) {
    const problems = problemsOf(parsed.error, name, policySchema, input)
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
    throw new ConfigError(`${name} has ${count}`, problems, { hint: HINT })
  }
  const { falseAlarmDays, settle } = parsed.data
  return {
    ...defined({ falseAlarmDays, settleMs: settle }),
  }
}

function readJson(path: string, name: string): object {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw cannotRead(path, cause, HINT)
  }
  try {
    const input: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isJsonObject(input)) return input
  } catch (cause) {
    throw new MonitorError('usage', `${name} is not JSON: ${messageOf(cause)}`, { hint: HINT, cause })
  }
  throw new MonitorError('usage', `${name} does not contain a JSON object, so it is no policy`, { hint: HINT })
}
