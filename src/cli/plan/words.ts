import type { Cell, WorkflowLine } from '../../continuity/index.ts'
import type { Style } from '../terminal/colour.ts'

/** A cell of the matrix and its colour; a question mark is a promise. */
export function cellText({ action, backing }: Cell): readonly [string, Style] {
  if (action === 'unprotected') return ['UNPROTECTED', 'red']
  if (action === 'stops') return ['stops', 'yellow']
  if (action === 'goes on') return ['goes on', 'dim']
  return backing === 'proven' ? [action, 'green'] : [`${action}?`, 'yellow']
}

const PROTECTION: Readonly<Record<WorkflowLine['protection'], readonly [string, Style]>> = {
  proven: ['proven', 'green'],
  promised: ['promised', 'yellow'],
  stop: ['stops', 'yellow'],
  none: ['UNPROTECTED', 'red'],
}

/** How far a workflow is protected, and the colour of that. */
export function protectionText({ protection }: Pick<WorkflowLine, 'protection'>): readonly [string, Style] {
  return PROTECTION[protection]
}
