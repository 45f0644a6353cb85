import { type Log, messageOf } from '../../core/index.ts'
import type { WorkerEvent } from '../worker/worker-event.ts'

type Listener = (event: WorkerEvent) => void

/** The one stream of what happens in a running worker. Worker and upkeep emit; terminal and dashboard subscribe. */
export interface EventStream {
  /** Calls every listener before it returns. A listener that throws is logged and holds back no other. */
  emit(event: WorkerEvent): void
  /** @returns a function that ends the subscription */
  subscribe(listener: Listener): () => void
}

export function createEventStream(log: Pick<Log, 'error'>): EventStream {
  const listeners = new Set<Listener>()
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          log.error('a listener of worker events failed', { event: event.type, error: messageOf(error) })
        }
      }
    },
    subscribe(listener) {
      // Its own entry for each call: one listener may subscribe twice.
      const entry: Listener = (event) => listener(event)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
}
