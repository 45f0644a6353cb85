import { styleText } from 'node:util'
import type { Outcome, State } from '../../core/index.ts'

/** Paints text where the output is a terminal, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** What painting puts around a text, as parts that `split` keeps: begin and end of each style. */
export const OWN_COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[(?:[12]|22|3[1236]|39)m)`)

/** Colours for a terminal that wants them: not when piped, not with NO_COLOR, always with FORCE_COLOR. */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const wanted = environment.FORCE_COLOR ? environment.FORCE_COLOR !== '0' : stream.isTTY === true
  if (!wanted || environment.NO_COLOR || environment.TERM === 'dumb') return (_style, text) => text
  // Without validation: styleText would check this process's standard output, not the stream of this command.
  return (style, text) => styleText(style, text, { validateStream: false })
}

/** Sign and colour of a state; the sign alone distinguishes them. */
export const STATE_SIGN: Readonly<Record<State, readonly [string, Style]>> = {
  operational: ['✓', 'green'],
  degraded: ['▲', 'yellow'],
  down: ['✗', 'red'],
  unknown: ['?', 'dim'],
  maintenance: ['⏸', 'cyan'],
}

export const OUTCOME_SIGN: Readonly<Record<Outcome, readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  slow: ['▲', 'yellow'],
  failed: ['✗', 'red'],
  error: ['!', 'yellow'],
  skipped: ['-', 'dim'],
}
