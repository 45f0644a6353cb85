import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type Clock, MonitorError } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { WorkerClaim, WorkerIdentity } from '../schema/port.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { forgetClaim, isAlive, rememberClaim, workerRunning } from './worker-liveness.ts'

interface WorkerDeps {
  readonly names: Names
  readonly clock: Clock
  readonly write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/** Makes a process the worker of a location. @throws MonitorError `worker_running` */
export async function claimWorker(deps: WorkerDeps, worker: WorkerIdentity): Promise<WorkerClaim> {
  const { names, write } = deps
  const token = randomUUID()
  const location = await write(async (tx) => {
    const id = await names.id(tx, worker.location)
    const other = await tx.selectFrom('worker').selectAll().where('location', '=', id).executeTakeFirst()
    if (other && isAlive(other, deps.clock.now())) throw workerRunning(worker.location, other)
    const now = {
      host: hostname(),
      pid: worker.pid,
      token,
      started_at: worker.startedAt,
      heartbeat_at: deps.clock.now(),
    }
    await tx
      .insertInto('worker')
      .values({ location: id, ...now })
      .onConflict((conflict) => conflict.column('location').doUpdateSet(now))
      .execute()
    return id
  })
  rememberClaim(token)
  return claimOf(deps, { name: worker.location, location, token })
}

function claimOf(deps: WorkerDeps, claimed: { name: string; location: number; token: string }): WorkerClaim {
  const { location, token } = claimed
  return {
    heartbeat: (now) =>
      deps.write(async (tx) => {
        const updated = await tx
          .updateTable('worker')
          .set({ heartbeat_at: now })
          .where('location', '=', location)
          .where('token', '=', token)
          .executeTakeFirst()
        if (updated.numUpdatedRows === 0n) throw replaced(claimed.name)
      }),
    async release() {
      forgetClaim(token)
      await deps.write((tx) =>
        tx.deleteFrom('worker').where('location', '=', location).where('token', '=', token).execute(),
      )
    },
  }
}

function replaced(location: string): MonitorError {
  return new MonitorError(
    'worker_replaced',
    `another worker took over location "${location}" after this one missed its heartbeats`,
    {
      hint: 'Stop this worker: two workers of one location would run every probe twice.',
    },
  )
}

/** The last heartbeat of a worker (epoch ms), without that of `exceptLocation`; undefined where none holds a claim. */
export async function lastHeartbeat(reader: Database, exceptLocation?: string): Promise<number | undefined> {
  const row = await reader
    .selectFrom('worker')
    .innerJoin('name', 'name.id', 'worker.location')
    .select((eb) => eb.fn.max('heartbeat_at').as('at'))
    .$if(exceptLocation !== undefined, (query) => query.where('name.text', '!=', exceptLocation ?? ''))
    .executeTakeFirst()
  return row?.at ?? undefined
}
