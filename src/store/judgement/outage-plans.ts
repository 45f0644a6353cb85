import { defined, type OutagePlan } from '../../core/index.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** Stores plans; one that is stored for a subject stays. */
export async function saveOutagePlans(tx: Tx, plans: readonly OutagePlan[]): Promise<void> {
  if (plans.length === 0) return
  const rows = plans.map(({ subject, plan }) => ({ subject, plan }))
  await tx
    .insertInto('outage_plan')
    .values(rows)
    .onConflict((conflict) => conflict.column('subject').doNothing())
    .execute()
}

/** Stores what was measured as the trouble of a subject. */
export async function saveTrouble(tx: Tx, subject: string, trouble: string): Promise<void> {
  await tx.updateTable('outage_plan').set({ trouble }).where('subject', '=', subject).execute()
}

/** Subjects in one statement. */
const SUBJECTS = 500

/** The plans that are kept for these subjects. */
export async function readOutagePlans(db: Database, subjects: readonly string[]): Promise<readonly OutagePlan[]> {
  const plans: OutagePlan[] = []
  for (let at = 0; at < subjects.length; at += SUBJECTS) {
    const rows = await db
      .selectFrom('outage_plan')
      .selectAll()
      .where('subject', 'in', subjects.slice(at, at + SUBJECTS))
      .orderBy('subject')
      .execute()
    plans.push(
      ...rows.map(({ subject, plan, trouble }) => ({ subject, plan, ...defined({ trouble: trouble ?? undefined }) })),
    )
  }
  return plans
}
