import { count } from '../../src/core/index.ts'
import type { DisplayState, StateCounts, SurfaceGroup } from '../model/model.ts'
import { STATE_ORDER, STATE_WORDS } from './labels.ts'

/** "5 down, 3 operational" */
export function countWords(counts: StateCounts): string {
  return presentIn(counts)
    .map((standing) => `${count(counts[standing] ?? 0)} ${stateWord(standing)}`)
    .join(', ')
}

/** The surfaces of a group without a card: "all 5 operational", "9 more: 5 down, 4 operational"; empty for none. */
export function foldedWords({ cards, folded, total }: SurfaceGroup): string {
  const [only, ...others] = presentIn(folded)
  if (only === undefined) return ''
  const rest = total - cards.length
  if (others.length > 0) return cards.length > 0 ? `${count(rest)} more: ${countWords(folded)}` : countWords(folded)
  if (total === 1) return stateWord(only)
  if (cards.length === 0) return `all ${count(rest)} ${stateWord(only)}`
  if (only !== 'operational') return `${count(rest)} more ${stateWord(only)}`
  return rest === 1 ? `the other one ${stateWord(only)}` : `all other ${count(rest)} ${stateWord(only)}`
}

function presentIn(counts: StateCounts): readonly DisplayState[] {
  return STATE_ORDER.filter((standing) => (counts[standing] ?? 0) > 0)
}

function stateWord(standing: DisplayState): string {
  return STATE_WORDS[standing].toLowerCase()
}
