import type { Alert, AlertKind } from './alert.ts'

/** What an alert is to its stream: the first of it, an update, its end, or an alert of its own. */
export type AlertRole = 'opening' | 'update' | 'end' | 'single'

const ROLE: Readonly<Record<AlertKind, AlertRole>> = {
  opened: 'opening',
  notice: 'opening',
  trouble: 'opening',
  changed: 'update',
  reminder: 'update',
  resolved: 'end',
  cleared: 'end',
  proof: 'single',
  drill: 'single',
  test: 'single',
}

/** What an alert is to its stream. An alert of an exercise is one of its own. */
export function roleOf({ kind }: Pick<Alert, 'kind'>): AlertRole {
  return ROLE[kind]
}
