import { expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { pathTo } from '../unit/select.ts'

it('the worker does not load Playwright, which takes 50 MB of memory: only runners do', () => {
  expect(pathTo(PACKAGE_ROOT, 'src/app/index.ts', ['playwright', '@playwright/test'], 'start')).toBeUndefined()
})
