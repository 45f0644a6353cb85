// The failover test: whether the team's own routes fail over from provider A. Takes routes (the gateway, the team's SDK and
// command-line client, and the direct way for comparison), faults and the control of a fault proxy in the place of A; gives a
// route matrix and the proofs in it. Promises: a cell is green only where the proxy saw the request, injected the fault, and
// the caller got a complete right answer in time; every fault expires within seconds after a kill; a model B that is the
// bundled sandbox proves nothing.
//
// judging/              prompts, verdicts, advice, proofs. Pure
// exercise.ts, run.ts   one request; a whole test
// routes/               one file for each way to the model
export type { Verdict } from './judging/cell.ts'
export {
  type MatrixCell,
  type Outcome,
  outcomeOf,
  proofsOf,
  ROUTES,
  type RouteLine,
  type RouteMatrix,
  type RouteName,
} from './judging/matrix.ts'
export { cliRoute } from './routes/cli.ts'
export { codexRoute } from './routes/codex.ts'
export { httpRoute } from './routes/http.ts'
export type { Api, Entry, Route } from './routes/route.ts'
export { sdkPackage, sdkRoute } from './routes/sdk.ts'
export { runFailoverTest } from './run.ts'
