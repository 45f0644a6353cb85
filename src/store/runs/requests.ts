import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { DAY, defined, type RunResult, type StepRequest, type StepResult } from '../../core/index.ts'
import { type NewRow, prepared } from '../schema/prepared.ts'
import type { Tx } from '../schema/tables.ts'

/** How long the requests of a run that passed are kept, ms. Some stay longer: see prune/requests.ts. */
const PASSED_KEPT_MS = DAY

/** The requests of one step. */
export type RequestsOfStep = Pick<StepResult, 'requests' | 'requestsLeftOut'>

/** Stores the requests of a finished run; nothing where none was recorded. */
export async function insertRequests(tx: Tx, run: number, result: RunResult): Promise<void> {
  const requests = packRequests(result.steps)
  if (!requests) return
  const { outcome, startedAt, durationMs } = result
  const expiresAt = outcome === 'passed' ? Math.round(startedAt + durationMs) + PASSED_KEPT_MS : null
  await insertRow(tx, { run, expires_at: expiresAt, requests })
}

const insertRow = prepared<NewRow<'run_request'>>((tx, { run, expires_at, requests }) =>
  tx.insertInto('run_request').values({ run, expires_at, requests }),
)

/** A request without the fields at its end that are 0, which stands for none. */
type Packed = readonly (string | number)[]

/** The column: `[seq of the step, how many are left out, ...requests]` for each step with requests, deflated. */
export function packRequests(steps: readonly RequestsOfStep[]): Uint8Array | undefined {
  const packed = steps.flatMap(({ requests, requestsLeftOut = 0 }, seq) =>
    requests ? [[seq, requestsLeftOut, ...requests.map(pack)]] : [],
  )
  return packed.length === 0 ? undefined : deflateRawSync(JSON.stringify(packed))
}

/** The requests in such a column, by the seq of their step; undefined where it is damaged. */
export function unpackRequests(column: Uint8Array): ReadonlyMap<number, RequestsOfStep> | undefined {
  const steps = inflatedJson(column)
  if (!Array.isArray(steps) || !steps.every(isStep)) return undefined
  return new Map(
    steps.map(([seq, leftOut, ...requests]) => [
      seq,
      { requests: requests.map(unpack), ...(leftOut > 0 ? { requestsLeftOut: leftOut } : {}) },
    ]),
  )
}

type PackedStep = readonly [seq: number, leftOut: number, ...requests: Packed[]]

function isStep(value: unknown): value is PackedStep {
  if (!Array.isArray(value)) return false
  const [seq, leftOut, ...requests] = value
  return typeof seq === 'number' && typeof leftOut === 'number' && requests.every(isRequest)
}

function isRequest(value: unknown): value is Packed {
  if (!Array.isArray(value)) return false
  const [method, address, offsetMs = 0, durationMs = 0] = value
  const texts = [method, address].every((field) => typeof field === 'string')
  return texts && [offsetMs, durationMs].every((field) => typeof field === 'number')
}

/** Undefined where the column cannot be inflated or is no JSON. */
function inflatedJson(column: Uint8Array): unknown {
  try {
    return JSON.parse(inflateRawSync(column).toString())
  } catch {
    return undefined
  }
}

function pack({ method, address, offsetMs, durationMs, status, failure, type, bytes }: StepRequest): Packed {
  const fields = [method, address, offsetMs, durationMs, status ?? 0, failure ?? 0, type ?? 0]
  if (bytes !== undefined) return [...fields, bytes]
  return fields.slice(0, fields.findLastIndex((field) => field !== 0) + 1)
}

function unpack(fields: Packed): StepRequest {
  const [method, address, offsetMs = 0, durationMs = 0, status, failure, type, bytes] = fields
  return {
    ...{ method: String(method), address: String(address), offsetMs: Number(offsetMs), durationMs: Number(durationMs) },
    ...defined({ status: numberIn(status), failure: textIn(failure), type: textIn(type) }),
    ...(typeof bytes === 'number' ? { bytes } : {}),
  }
}

function numberIn(field: string | number | undefined): number | undefined {
  return typeof field === 'number' && field !== 0 ? field : undefined
}

function textIn(field: string | number | undefined): string | undefined {
  return typeof field === 'string' ? field : undefined
}
