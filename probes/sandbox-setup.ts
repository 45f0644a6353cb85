import { SILENT } from '../src/core/index.ts'

/** Starts the sandbox for the tests, unless one is named by DOORWATCH_SANDBOX_URL. Gives what stops it. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DOORWATCH_SANDBOX_URL) return undefined
  // The built copy: its pages are JSX, which Playwright's loader would compile for its own component tests.
  const { startSandbox } = await import('../dist/src/sandbox/index.js' as string)
  const sandbox = await startSandbox({ port: 0, controlPort: 0, log: SILENT })
  process.env.DOORWATCH_SANDBOX_URL = sandbox.url
  return () => sandbox.stop()
}
