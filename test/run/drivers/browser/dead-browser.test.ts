import { expect, it } from 'vitest'
import { openBrowserDriver } from '../../../../src/run/drivers/browser/driver.ts'
import { findBrowser } from '../../../../src/run/index.ts'
import { createRecorder } from '../../../../src/run/record/recorder.ts'
import { createScrubber } from '../../../../src/run/secrets/scrub.ts'
import { createBrowserHost } from '../../../../src/run/sessions/browser-host.ts'
import { siteTarget } from '../../engine-kit.ts'

it('blames a browser that dies before the first step, and not the probe', async () => {
  const host = createBrowserHost(await findBrowser(), () => {})
  const warm = await host.get()
  await warm.browser.close()
  const driver = openBrowserDriver({
    warm,
    target: siteTarget('http://127.0.0.1:9'),
    options: { name: 'page', surface: 'console', every: '1m', timeout: '45s' },
    recorder: createRecorder(
      () => performance.now(),
      () => {},
    ),
    scrubber: createScrubber(),
    history: { hasWorked: () => false, addWorked: () => {}, landings: () => [], addLanding: () => {} },
    keepSession: async () => false,
  })
  await expect(driver).rejects.toMatchObject({ diagnosis: { class: 'browser_crash' } })
})
