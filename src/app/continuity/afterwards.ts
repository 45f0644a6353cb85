import type { AfterwardsItem, Incident, OutageAdvice } from '../../core/index.ts'

/** What is to do after an incident that is over, however it ended. */
export function afterwardsOf(
  { afterwards }: Pick<OutageAdvice, 'afterwards'>,
  { name, resolvedAt }: Pick<Incident, 'name' | 'resolvedAt'>,
): readonly AfterwardsItem[] {
  if (resolvedAt === undefined) return []
  return afterwards.map(({ workflow, text }) => ({ incident: name, workflow, item: text, at: resolvedAt }))
}
