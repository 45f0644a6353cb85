import { hostname } from 'node:os'
import { isWorkerAlive, MonitorError } from '../../core/index.ts'

/** Tokens of the claims of this process: tell its own claim from that of a predecessor with the same pid (pid 1 in a container). */
const claimTokens = new Set<string>()

/** The claim of a worker as the table `worker` holds it. */
export interface ClaimRow {
  readonly host: string
  readonly pid: number
  readonly token: string
  readonly heartbeat_at: number
}

export function rememberClaim(token: string): void {
  claimTokens.add(token)
}

export function forgetClaim(token: string): void {
  claimTokens.delete(token)
}

/** Whether the worker behind a claim still runs. @param now epoch ms */
export function isAlive(claim: ClaimRow, now: number): boolean {
  // A heartbeat from far in the future was written before the clock was set back.
  if (!isWorkerAlive(claim.heartbeat_at, now) || !isWorkerAlive(now, claim.heartbeat_at)) return false
  if (claim.host !== hostname()) return true
  if (claim.pid === process.pid) return claimTokens.has(claim.token)
  return processExists(claim.pid)
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** The error for a second worker of a location. */
export function workerRunning(location: string, claim: ClaimRow): MonitorError {
  const { where, stop } = placeOf(claim)
  return new MonitorError('worker_running', `a worker for location "${location}" is already running (${where})`, {
    hint: `Look at its dashboard, or ${stop}. A second worker needs its own location or its own database.`,
  })
}

/** The error for a migration under a running worker, which expects the schema it was started with. */
export function migrationBlocked(claim: ClaimRow): MonitorError {
  const { where, stop } = placeOf(claim)
  return new MonitorError('worker_running', `a worker of an earlier version uses the database (${where})`, {
    hint: `To upgrade, ${stop}, then start this version: it migrates the database.`,
  })
}

function placeOf({ host, pid }: ClaimRow): { readonly where: string; readonly stop: string } {
  return host === hostname()
    ? { where: `process ${pid}`, stop: `stop it first (kill ${pid})` }
    : { where: `process ${pid} on ${host}`, stop: 'stop it there first; if it is gone, wait a minute' }
}
