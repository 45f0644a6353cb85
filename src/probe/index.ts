// What a probe author imports as 'doorwatch/probe'. Takes a flow written as Playwright code, HTTP requests or commands;
// gives a probe that the engine runs. Promises: `page`, `context` and `expect` are those of Playwright.
export { DOORS, type Door } from '../core/index.ts'
export type {
  ApiArguments,
  BrowserArguments,
  CliArguments,
  CommonArguments,
  StepOptions,
  TargetWith,
} from './arguments.ts'
export type { CliClient, CliReply, CliRequest } from './cli-client.ts'
export {
  type ApiProbe,
  apiProbe,
  type BrowserProbe,
  browserProbe,
  type CliProbe,
  cliProbe,
  isProbe,
  type Probe,
} from './define.ts'
export { expect, expectationWatch } from './expectations.ts'
export { Fault } from './fault.ts'
export { describeGrowth, type ReplyStream } from './growth.ts'
export type {
  HttpClient,
  HttpReply,
  HttpRequest,
  StreamError,
  StreamEvent,
  StreamReply,
  StreamRequest,
} from './http-client.ts'
export type { ObservedText } from './observed-text.ts'
export { OPEN_MS, openPage } from './open-page.ts'
export type { BrowserProbeOptions, ProbeOptions } from './options.ts'
export { type PageText, readPageText } from './page-text.ts'
export { observeText } from './reply-stream.ts'
export { type SignInArguments, signIn } from './sign-in.ts'
export { readText, withText } from './text-locator.ts'
