import { SILENT } from '../src/core/index.ts'

/** Starts the sandbox for the tests, unless DOORWATCH_SANDBOX_URL has the address of one. Returns the function that stops it. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DOORWATCH_SANDBOX_URL) return undefined
  // Imports the built copy, because Playwright's loader compiles JSX for its component tests.
  const { startSandbox } = await import('../dist/src/sandbox/index.js' as string)
  const sandbox = await startSandbox({ port: 0, controlPort: 0, log: SILENT })
  process.env.DOORWATCH_SANDBOX_URL = sandbox.url
  return () => sandbox.stop()
}
