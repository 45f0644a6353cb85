import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { MonitorError, messageOf, parseDuration } from '../../core/index.ts'
import type { PolicyOptions } from '../../judge/index.ts'
import type { Context } from '../context.ts'
import { cannotRead } from '../pieces.ts'

const policySchema = z.strictObject({
  falseAlarmDays: z.number().min(1).max(3_650).optional(),
  settle: z.string().optional(),
})

/** What a policy file changes of a policy: JSON with `falseAlarmDays` and `settle` ("8h"); what it leaves out stays. */
export function readPolicyFile(context: Context, name: string): Pick<PolicyOptions, 'falseAlarmDays' | 'settleMs'> {
  const path = resolve(context.folder, name)
  try {
    const { falseAlarmDays, settle } = policySchema.parse(JSON.parse(readFile(path).toString('utf8')))
    return {
      ...(falseAlarmDays === undefined ? {} : { falseAlarmDays }),
      ...(settle === undefined ? {} : { settleMs: parseDuration(settle) }),
    }
  } catch (cause) {
    if (cause instanceof MonitorError) throw cause
    throw new MonitorError('usage', `${name} is not a policy: ${messageOf(cause)}`, {
      hint: 'Write JSON such as { "falseAlarmDays": 30, "settle": "8h" }.',
      cause,
    })
  }
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}
