import type { Reporter, TestModule } from 'vitest/node'

/** Names the tests that passed only when repeated, and closes the run with the one line that scripts read: "N passed, N failed". */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    const flaky: string[] = []
    for (const module of modules) {
      failed += module.errors().length
      // A hook that fails skips the tests of its suite, and must not look like success.
      for (const suite of module.children.allSuites()) failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId} > ${test.fullName}`)
        if (state === 'failed') failed += 1
      }
    }
    // Written last of all, after the default reporter's own summary.
    process.on('exit', () => {
      for (const name of flaky) process.stdout.write(`\npassed only when repeated: ${name}`)
      process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
    })
  }
}
