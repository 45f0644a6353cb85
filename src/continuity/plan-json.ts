import type { PlanEvaluation } from './evaluate.ts'
import { rounded } from './rounded.ts'

/** An evaluated plan in `doorwatch plan --json` and `GET /api/v1/plan`. Money is rounded to cents, shares to 0.0001. */
interface PlanJson extends Omit<PlanEvaluation, 'at'> {
  /** ISO 8601 UTC. */
  readonly at: string
  /** Whether every workflow is protected and nothing is left to fix: the result of `plan --check`. */
  readonly ok: boolean
}

/** @returns plain data, the same for command and API */
export function planJson(evaluation: PlanEvaluation): PlanJson {
  const json = { ...evaluation, at: new Date(evaluation.at).toISOString(), ok: evaluation.fixes.length === 0 }
  return rounded(json) as PlanJson
}
