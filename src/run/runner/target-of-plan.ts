import type { Target } from '../../core/index.ts'

/** The target that a plan or an order names, with the model it names in the api door. */
export function targetOfPlan(
  targets: readonly Target[],
  { target: wanted, model }: { readonly target: string; readonly model?: string },
): Target | undefined {
  const target = targets.find(({ name }) => name === wanted)
  return target?.api && model !== undefined ? { ...target, api: { ...target.api, model } } : target
}
