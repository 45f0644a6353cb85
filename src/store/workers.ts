import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { type Clock, MINUTE, MonitorError } from '../core/index.ts'
import type { Names } from './names.ts'
import type { WorkerClaim, WorkerIdentity } from './port.ts'
import type { Database, Tx } from './tables.ts'

/** A worker that said nothing for this long is gone, whatever process has its number now. */
const SILENCE_MS = MINUTE

/** Tokens of the claims this very process holds: tells its own claim from that of a predecessor with the same pid (pid 1 in a container). */
const heldHere = new Set<string>()

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
    if (other && isAlive(other, deps.clock.now())) throw alreadyRunning(worker.location, other)
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
  heldHere.add(token)
  return claimOf(deps, { name: worker.location, location, token })
}

function claimOf(deps: WorkerDeps, held: { name: string; location: number; token: string }): WorkerClaim {
  const { location, token } = held
  return {
    heartbeat: (now) =>
      deps.write(async (tx) => {
        const beaten = await tx
          .updateTable('worker')
          .set({ heartbeat_at: now })
          .where('location', '=', location)
          .where('token', '=', token)
          .executeTakeFirst()
        if (beaten.numUpdatedRows === 0n) throw replaced(held.name)
      }),
    release: () =>
      deps.write(async (tx) => {
        await tx.deleteFrom('worker').where('location', '=', location).where('token', '=', token).execute()
        heldHere.delete(token)
      }),
  }
}

interface OtherWorker {
  readonly host: string
  readonly pid: number
  readonly token: string
  readonly heartbeat_at: number
}

function isAlive(other: OtherWorker, now: number): boolean {
  if (Math.abs(now - other.heartbeat_at) > SILENCE_MS) return false
  if (other.host !== hostname()) return true
  if (other.pid === process.pid) return heldHere.has(other.token)
  return processExists(other.pid)
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function alreadyRunning(location: string, other: OtherWorker): MonitorError {
  const here = other.host === hostname()
  const where = here ? `process ${other.pid}` : `process ${other.pid} on ${other.host}`
  const end = here ? `end it first (kill ${other.pid})` : 'end it there first; if it is gone, wait a minute'
  return new MonitorError('worker_running', `a worker for location "${location}" is already running (${where})`, {
    hint: `Look at its dashboard, or ${end}. A second worker needs its own location or its own database.`,
  })
}

function replaced(location: string): MonitorError {
  return new MonitorError('worker_replaced', `another worker took location "${location}" over after a long silence`, {
    hint: 'End this worker: two workers of one location probe everything twice.',
  })
}

/** When a worker was last heard of; undefined where none holds a claim. */
export async function lastHeartbeat(reader: Database): Promise<number | undefined> {
  const row = await reader
    .selectFrom('worker')
    .select((eb) => eb.fn.max('heartbeat_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? undefined
}
