import { type CurrentState, type State, surfaceList, worstState } from '../../core/index.ts'

/** What shields.io reads from an endpoint: https://shields.io/badges/endpoint-badge */
interface Badge {
  readonly schemaVersion: 1
  readonly label: string
  readonly message: string
  readonly color: string
  readonly isError: boolean
}

const COLOURS: Readonly<Record<State, string>> = {
  operational: 'brightgreen',
  maintenance: 'blue',
  unknown: 'lightgrey',
  degraded: 'orange',
  down: 'red',
}
const NAMED = { longest: 3, named: 2 }

/** A badge of these surfaces: "login down", "operational". */
export function badgeOf(label: string, all: readonly Pick<CurrentState, 'surface' | 'state' | 'basis'>[]): Badge {
  const states = all.filter(({ basis }) => basis !== 'retired')
  const worst = states.length === 0 ? 'unknown' : worstState(states.map(({ state }) => state))
  const names = states.filter(({ state }) => state === worst).map(({ surface }) => surface)
  const isAll = names.length === states.length
  const message = isAll ? worst : `${surfaceList(names, NAMED)} ${worst}`
  return { schemaVersion: 1, label, message, color: COLOURS[worst], isError: worst === 'down' }
}
