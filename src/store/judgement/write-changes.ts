import type { IncidentChange, JudgedChanges, Notice, Transition } from '../../core/index.ts'
import { BLAME, STATE, TIMELINE } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import { type NewRow, prepared } from '../schema/prepared.ts'
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
  const shared = { target, surface, since, failure, measured }
  await insertTransition(tx, {
    ...{ ...shared, at, run: runId ?? null, retired: retired ? 1 : 0 },
    ...{ from_state: STATE.of(from), to_state: STATE.of(to), evidence: JSON.stringify(evidence) },
  })
  const reason = evidence.reasons[0] ?? null
  await saveSurface(tx, { ...shared, state: STATE.of(to), reason, retired_at: retired ? at : null })
}

const insertTransition = prepared<NewRow<'transition'>>((tx, row) => {
  const { target, surface, at, since, failure, measured, retired, from_state, to_state, run, evidence } = row
  const states = { from_state, to_state, measured, retired }
  return tx.insertInto('transition').values({ target, surface, at, since, failure, run, evidence, ...states })
})

const saveSurface = prepared<NewRow<'surface'>>(
  (tx, { target, surface, state, since, failure, measured, reason, retired_at }) => {
    const columns = { state, since, failure, measured, reason, retired_at }
    return tx
      .insertInto('surface')
      .values({ target, surface, ...columns })
      .onConflict((conflict) => conflict.columns(['target', 'surface']).doUpdateSet(columns))
  },
)

async function applyIncident(tx: Tx, target: number, change: IncidentChange): Promise<void> {
  const { name, openedAt, impactAt, resolvedAt, scope, surfaces, closed, widest } = change.incident
  const rows = await saveIncident(tx, {
    ...{ name, target, opened_at: openedAt, impact_at: impactAt, resolved_at: resolvedAt ?? null, scope },
    ...{ surfaces: JSON.stringify(surfaces), closed: closed ?? null, widest: widest ? JSON.stringify(widest) : null },
  })
  // An upsert returns its row, whether it was there or not.
  const [{ id: incident }] = rows as readonly [{ readonly id: number }]
  if (resolvedAt !== undefined) await endAcknowledgement(tx, incident, resolvedAt)
  for (const { at, kind, surface, from, to, text } of change.entries) {
    await insertEntry(tx, {
      ...{ incident, at, kind: TIMELINE.of(kind), surface: surface ?? null, text },
      from_state: from === undefined ? null : STATE.of(from),
      to_state: to === undefined ? null : STATE.of(to),
    })
  }
}

const saveIncident = prepared<NewRow<'incident'>, { id: number }>(
  (tx, { name, target, opened_at, impact_at, resolved_at, scope, surfaces, closed, widest }) => {
    const columns = { opened_at, impact_at, resolved_at, scope, surfaces, closed, widest }
    return tx
      .insertInto('incident')
      .values({ name, target, ...columns })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
      .returning('id')
  },
)

const insertEntry = prepared<NewRow<'incident_entry'>>(
  (tx, { incident, at, kind, surface, from_state, to_state, text }) =>
    tx.insertInto('incident_entry').values({ incident, at, kind, surface, from_state, to_state, text }),
)

async function openNotice(tx: Tx, notice: Notice, runId: number | undefined): Promise<void> {
  const { key, target, surface, probe, at, text } = notice
  const [blame, failure] = [BLAME.of(notice.blame), JSON.stringify(notice.failure)]
  await saveNotice(tx, {
    ...{ key, target, surface, probe, closed_at: null, at, text, blame, failure },
    run: runId ?? null,
  })
}

const saveNotice = prepared<NewRow<'notice'>>(
  (tx, { key, target, surface, probe, closed_at, at, text, blame, failure, run }) => {
    const columns = { at, text, blame, failure, run }
    return tx
      .insertInto('notice')
      .values({ key, target, surface, probe, closed_at, ...columns })
      .onConflict((conflict) => conflict.column('key').where('closed_at', 'is', null).doUpdateSet(columns))
  },
)

const closeNotice = prepared<Pick<Notice, 'key' | 'at'>>((tx, { key, at }) =>
  tx.updateTable('notice').set({ closed_at: at }).where('key', '=', key).where('closed_at', 'is', null),
)
