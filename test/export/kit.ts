import { type CurrentState, HOUR, type State } from '../../src/core/index.ts'

/** Monday 23 November 2026, 21:05 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 21, 5)

/** The state of a surface of `claude` since an hour. */
export function stateOf(surface: string, state: State, more: Partial<CurrentState> = {}): CurrentState {
  return {
    ...{ target: 'claude', surface, state, measured: state === 'maintenance' ? 'operational' : state },
    ...{ basis: 'judged', since: NOW - HOUR },
    ...more,
  }
}
