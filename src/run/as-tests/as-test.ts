import { devices, test } from '@playwright/test'
import type { Target } from '../../core/index.ts'
import { type BrowserProbe, type Probe, signIn } from '../../probe/index.ts'
import { createRecorder, type Recorder } from '../record/recorder.ts'
import { createStep } from '../runner/steps.ts'
import { createScrubber, type Scrubber } from '../secrets/scrub.ts'

type PlaywrightArguments = Pick<Parameters<BrowserProbe['body']>[0], 'page' | 'context' | 'browser'>
type Step = Parameters<BrowserProbe['body']>[0]['step']

/** The parts of a probe's plan that its test uses. */
export interface TestPlan {
  /** `sandbox/login` */
  readonly title: string
  readonly timeoutMs: number
  readonly stepTimeoutMs: number
  /** The environment from which commands of a cli probe get their allowed variables. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Declares a probe as a Playwright test that runs it once. A probe that starts signed in signs in first, in a step.
 */
export function asPlaywrightTest(probe: Probe, target: Target, plan: TestPlan): void {
  if (probe.kind === 'browser') testInPage(probe, target, plan.title)
  else test(plan.title, () => runWithDriver(probe, target, plan))
}

function testInPage(probe: BrowserProbe, target: Target, title: string): void {
  const body = ({ page, context, browser }: PlaywrightArguments) => runInPage(probe, target, { page, context, browser })
  const { device } = probe.options
  if (device === undefined) {
    test(title, body)
    return
  }
  test.describe(() => {
    // As in the engine: the device's profile in the browser that is there.
    const { defaultBrowserType: _browser, ...profile } = devices[device] ?? {}
    test.use(profile)
    test(title, body)
  })
}

const measure = (name: string, value: number) =>
  void test.info().annotations.push({ type: name, description: String(value) })

async function runInPage(probe: BrowserProbe, target: Target, fixtures: PlaywrightArguments): Promise<void> {
  const { name, login } = target
  const step: Step = (title, body) => test.step(title, async () => body())
  if (probe.options.session === 'signed-in' && login) {
    await test.step('sign in', () => signIn({ page: fixtures.page, step, measure, target: { name, login } }))
  }
  await probe.body({
    ...fixtures,
    target: target as Parameters<BrowserProbe['body']>[0]['target'],
    step,
    measure,
    signal: new AbortController().signal,
  })
}

/** Sends requests and runs commands through the engine's driver, whose errors carry a diagnosis. */
async function runWithDriver(probe: Exclude<Probe, BrowserProbe>, target: Target, plan: TestPlan): Promise<void> {
  const recorder = createRecorder(() => performance.now())
  const scrubber = createScrubber()
  const driver = await openDriver(probe, { recorder, scrubber, plan })
  const timed = createStep({
    recorder,
    driver,
    stepTimeoutMs: plan.stepTimeoutMs,
    leftMs: () => plan.timeoutMs - (performance.now() - recorder.begunAt),
    blame: async (failure) => failure,
    scrubber,
  })
  const step: Step = (title, body, options) => test.step(title, () => timed(title, body, options))
  const signal = new AbortController().signal
  try {
    await (probe.body as (args: unknown) => Promise<void>)({ ...driver.args, target, step, measure, signal })
  } finally {
    await driver.end(false)
    for (const { measures } of recorder.steps) for (const [name, value] of measures) measure(name, value)
  }
}

async function openDriver(
  probe: Exclude<Probe, BrowserProbe>,
  parts: { readonly recorder: Recorder; readonly scrubber: Scrubber; readonly plan: TestPlan },
) {
  const { recorder, scrubber, plan } = parts
  // Imported on demand: a browser probe's test starts sooner without them.
  if (probe.kind === 'api') return (await import('../drivers/http/driver.ts')).openApiDriver(recorder, scrubber)
  return (await import('../drivers/cli/driver.ts')).openCliDriver({ recorder, scrubber, env: plan.environment })
}
