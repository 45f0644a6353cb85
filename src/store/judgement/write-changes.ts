import type { IncidentChange, JudgedChanges, Notice, Transition } from '../../core/index.ts'
import { BLAME, STATE, TIMELINE } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { Tx } from '../schema/tables.ts'
import { endAcknowledgement } from './acknowledgements.ts'
import { saveOutagePlans } from './outage-plans.ts'

/** Stores what a judgement changes: states, incident, notices. `runId`: the run that led to it. */
export async function applyChanges(
  tx: Tx,
  names: Names,
  target: string,
  judged: { readonly runId: number | undefined; readonly changes: JudgedChanges },
): Promise<void> {
  const { runId, changes } = judged
  for (const transition of changes.transitions) await applyTransition(tx, names, transition, runId)
  if (changes.incident) await applyIncident(tx, await names.id(tx, target), changes.incident)
  for (const notice of changes.notices) {
    if (notice.open) await openNotice(tx, notice, runId)
    else await closeNotice(tx, notice)
  }
  if (changes.plans) await saveOutagePlans(tx, changes.plans)
}

async function applyTransition(tx: Tx, names: Names, transition: Transition, runId: number | undefined): Promise<void> {
  const target = await names.id(tx, transition.target)
  const surface = await names.id(tx, transition.surface)
  const failure = transition.failure ? JSON.stringify(transition.failure) : null
  const { at, since, from, to, evidence, retired } = transition
  const measured = transition.measured === undefined ? null : STATE.of(transition.measured)
  await tx
    .insertInto('transition')
    .values({
      ...{ target, surface, at, since, failure, measured },
      retired: retired ? 1 : 0,
      from_state: STATE.of(from),
      to_state: STATE.of(to),
      run: runId ?? null,
      evidence: JSON.stringify(evidence),
    })
    .execute()
  const now = {
    ...{ state: STATE.of(to), since, failure, measured },
    reason: evidence.reasons[0] ?? null,
    retired_at: retired ? at : null,
  }
  await tx
    .insertInto('surface')
    .values({ target, surface, ...now })
    .onConflict((conflict) => conflict.columns(['target', 'surface']).doUpdateSet(now))
    .execute()
}

async function applyIncident(tx: Tx, target: number, change: IncidentChange): Promise<void> {
  const { name, openedAt, impactAt, resolvedAt, scope, surfaces, closed, widest } = change.incident
  const now = {
    opened_at: openedAt,
    impact_at: impactAt,
    resolved_at: resolvedAt ?? null,
    scope,
    surfaces: JSON.stringify(surfaces),
    closed: closed ?? null,
    widest: widest ? JSON.stringify(widest) : null,
  }
  const { id } = await tx
    .insertInto('incident')
    .values({ name, target, ...now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(now))
    .returning('id')
    .executeTakeFirstOrThrow()
  if (resolvedAt !== undefined) await endAcknowledgement(tx, id, resolvedAt)
  if (change.entries.length === 0) return
  const rows = change.entries.map(({ at, kind, surface, from, to, text }) => ({
    incident: id,
    at,
    kind: TIMELINE.of(kind),
    surface: surface ?? null,
    from_state: from === undefined ? null : STATE.of(from),
    to_state: to === undefined ? null : STATE.of(to),
    text,
  }))
  await tx.insertInto('incident_entry').values(rows).execute()
}

async function openNotice(tx: Tx, notice: Notice, runId: number | undefined): Promise<void> {
  const { key, target, surface, probe, at, text } = notice
  const now = { at, text, blame: BLAME.of(notice.blame), failure: JSON.stringify(notice.failure), run: runId ?? null }
  await tx
    .insertInto('notice')
    .values({ key, target, surface, probe, closed_at: null, ...now })
    .onConflict((conflict) => conflict.column('key').where('closed_at', 'is', null).doUpdateSet(now))
    .execute()
}

async function closeNotice(tx: Tx, notice: Notice): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ closed_at: notice.at })
    .where('key', '=', notice.key)
    .where('closed_at', 'is', null)
    .execute()
}
