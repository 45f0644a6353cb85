import { createTask } from 'node-cron'

/** Calls back once a second, on the second, until stopped. */
export interface Heartbeat {
  start(): void
  stop(): void
}

/** A heartbeat by node-cron; `beat` must not throw and may be called late when the process was busy or asleep. */
export function createHeartbeat(beat: () => void): Heartbeat {
  const task = createTask('* * * * * *', beat, { suppressMissedWarning: true })
  return {
    start: () => void task.start(),
    stop: () => void task.destroy(),
  }
}
