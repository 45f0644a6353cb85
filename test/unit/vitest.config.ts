import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import all from '../vitest.config.ts'
import { needsIsolation, unitTests } from './select.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tests = unitTests(root)

const project = (name: string, isolate: boolean) => ({
  extends: true as const,
  test: { name, isolate, include: tests.filter((file) => needsIsolation(root, file) === isolate) },
})

/**
 * The tests of `npm test` that start no process and no browser, without the build before them. Most share processes, so that
 * modules are loaded once.
 */
export default defineConfig({
  ...all,
  test: {
    ...all.test,
    // The projects would add their files to these.
    include: [],
    globalSetup: ['test/unit/temporary.ts'],
    setupFiles: ['test/unit/no-processes.ts'],
    projects: [project('shared', false), project('isolated', true)],
  },
})
