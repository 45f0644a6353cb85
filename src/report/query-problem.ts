import { oneLine } from '../core/index.ts'

/** A parameter in the query of an address that cannot be used. */
export interface QueryProblem {
  readonly parameter: string
  /** The value in the address, cut to one short line; empty where the parameter is missing. */
  readonly value: string
  /** 'a date such as 2026-11-01' */
  readonly expected: string
}

const LONGEST_VALUE = 40

/** A problem with one parameter of an address. @param value any text, also hostile */
export function queryProblem(parameter: string, value: string, expected: string): QueryProblem {
  return { parameter, value: oneLine(value, LONGEST_VALUE), expected }
}

export function isQueryProblem(value: unknown): value is QueryProblem {
  return typeof value === 'object' && value !== null && 'parameter' in value
}

/** The page that names the parameter, what was expected, and an address that works. @param example '/?since=24h' */
export function queryProblemPage({ parameter, value, expected }: QueryProblem, example: string) {
  return {
    text: value === '' ? `The parameter ${parameter} is missing.` : `The parameter ${parameter} is not valid.`,
    hint: `${value === '' ? '' : `The address says ${parameter}=${value}. `}Expected: ${expected}. An example that works:`,
    links: [{ href: example, text: example }],
  }
}
