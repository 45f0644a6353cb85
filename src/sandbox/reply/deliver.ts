import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Body } from './frames.ts'

/** How far apart pings are while a stream is open and silent, ms. */
const PING_EVERY_MS = 1_000

/** Sends a body frame by frame, each at its time, until it is complete or the client disconnects. */
export async function deliver(
  out: ServerResponse,
  head: { readonly status: number; readonly headers: OutgoingHttpHeaders },
  body: Body,
): Promise<void> {
  const disconnected = disconnectSignal(out)
  out.writeHead(head.status, head.headers)
  out.flushHeaders()
  for (const frame of body.frames) {
    if (!(await sleepWhileOpen(frame.waitMs, disconnected))) return
    out.write(frame.text)
  }
  if (body.ending.kind === 'end') out.end()
  else if (body.ending.kind === 'reset') await resetAfterFlush(out)
  else await stayOpen(out, body.ending.kind === 'pings' ? body.ending.ping : undefined, disconnected)
}

/** Waits `ms`. Resolves with false where the client closed the connection meanwhile. */
export async function sleepWhileOpen(ms: number, disconnected: AbortSignal): Promise<boolean> {
  if (ms > 0) await sleep(ms, undefined, { signal: disconnected }).catch(() => undefined)
  return !disconnected.aborted
}

/** Aborts when the connection of this response is closed. */
export function disconnectSignal(out: ServerResponse): AbortSignal {
  const controller = new AbortController()
  if (out.destroyed) controller.abort()
  out.once('close', () => controller.abort())
  return controller.signal
}

/** Never answers: ends when the client (or a stopping sandbox) closes the connection. */
export async function untilDisconnected(out: ServerResponse): Promise<void> {
  const disconnected = disconnectSignal(out)
  if (disconnected.aborted) return
  await new Promise<void>((resolve) => disconnected.addEventListener('abort', () => resolve(), { once: true }))
}

/** Breaks the connection: with a reset that the client cannot mistake for an end, or with a plain close. */
export function breakConnection(socket: Socket | null, how: 'reset' | 'close'): void {
  if (how === 'reset') socket?.resetAndDestroy()
  else socket?.destroySoon()
}

async function stayOpen(out: ServerResponse, ping: string | undefined, disconnected: AbortSignal): Promise<void> {
  if (ping === undefined) return untilDisconnected(out)
  while (await sleepWhileOpen(PING_EVERY_MS, disconnected)) out.write(ping)
}

/** A reset discards unsent bytes: waits so that the written ones are sent first. */
async function resetAfterFlush(out: ServerResponse): Promise<void> {
  await sleep(20)
  breakConnection(out.socket, 'reset')
}
