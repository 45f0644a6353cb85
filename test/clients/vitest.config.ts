import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/clients/*.check.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/build-product.ts'],
    testTimeout: 900_000,
    hookTimeout: 600_000,
    pool: 'forks',
  },
})
