import { oneLine } from '../core/index.ts'

/** A parameter in the query of an address that cannot be used. */
export interface QueryProblem {
  readonly parameter: string
  /** What was given, cut to one short line; empty where nothing was. */
  readonly given: string
  /** 'a date such as 2026-11-01' */
  readonly expected: string
}

const LONGEST_GIVEN = 40

/** A problem with one parameter of an address. @param given any text, also hostile */
export function queryProblem(parameter: string, given: string, expected: string): QueryProblem {
  return { parameter, given: oneLine(given, LONGEST_GIVEN), expected }
}

export function isQueryProblem(value: unknown): value is QueryProblem {
  return typeof value === 'object' && value !== null && 'parameter' in value
}

/** The page that names the parameter, what was expected, and an address that works. @param example '/?since=24h' */
export function queryProblemPage({ parameter, given, expected }: QueryProblem, example: string) {
  return {
    text: given === '' ? `The parameter ${parameter} is missing.` : `The parameter ${parameter} is not valid.`,
    hint: `${given === '' ? '' : `The address says ${parameter}=${given}. `}Expected: ${expected}. An example that works:`,
    links: [{ href: example, text: example }],
  }
}
