import type { PlanEvaluation } from './evaluate.ts'

/** An evaluated plan as `doorwatch plan --json` and `GET /api/v1/plan` give it. Money is rounded to cents, shares to 0.0001. */
export interface PlanJson extends Omit<PlanEvaluation, 'at'> {
  /** ISO 8601 UTC. */
  readonly at: string
  /** Whether every workflow is protected and nothing is left to fix: what `plan --check` answers. */
  readonly ok: boolean
}

/** @returns plain data, the same for command and API */
export function planJson(evaluation: PlanEvaluation): PlanJson {
  const json = { ...evaluation, at: new Date(evaluation.at).toISOString(), ok: evaluation.fixes.length === 0 }
  return rounded(json) as PlanJson
}

const DECIMALS: Readonly<Record<string, number>> = {
  ...{ share: 4, proven: 4, promised: 4, lost: 4, weekHours: 2 },
}
const MONEY = 2

/** Shares and amounts have the same names in places; an entry with a currency holds amounts. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  const isAmounts = 'currency' in value && 'cost' in value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const decimals = isAmounts ? MONEY : DECIMALS[key]
      return [key, typeof part === 'number' && decimals !== undefined ? Number(part.toFixed(decimals)) : rounded(part)]
    }),
  )
}
