import { sandboxTarget } from '../../src/config/presets/index.ts'
import { Secret, type Target } from '../../src/core/index.ts'
import type { Probe } from '../../src/probe/index.ts'
import { blameNetwork } from '../../src/run/controls/blame.ts'
import { openCliDriver } from '../../src/run/drivers/cli/driver.ts'
import { openApiDriver } from '../../src/run/drivers/http/driver.ts'
import type { RunReport } from '../../src/run/protocol/protocol.ts'
import { createRecorder } from '../../src/run/record/recorder.ts'
import { execute } from '../../src/run/runner/execute.ts'
import { createScrubber } from '../../src/run/secrets/scrub.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { CLI_ENTRY, type Running } from '../sandbox/support.ts'

interface Limits {
  readonly stepMs?: number
  readonly runMs?: number
}

/** Runs an api or cli probe once, as the runner process does, but in this one: quick, and with any limits. */
export async function runHere(
  probe: Probe,
  target: Target,
  { stepMs = 5_000, runMs = 20_000 }: Limits = {},
): Promise<RunReport> {
  const recorder = createRecorder(() => performance.now())
  const scrubber = createScrubber()
  for (const secret of [target.api?.key, ...Object.values(target.cli?.env ?? {})]) {
    if (secret instanceof Secret) scrubber.add(secret.name, secret.reveal())
  }
  const driver =
    probe.kind === 'cli' ? openCliDriver({ recorder, scrubber, env: process.env }) : openApiDriver(recorder, scrubber)
  const report = await execute({
    probe,
    order: {
      id: 1,
      file: 'here',
      probe: probe.options.name,
      target: target.name,
      stepTimeoutMs: stepMs,
      timeoutMs: runMs,
    },
    recorder,
    driver,
    target,
    preparedMs: 0,
    interrupt: new AbortController().signal,
    blame: (failure) => blameNetwork(failure, { target, targets: [target] }),
    scrubber,
  })
  return scrubber.data(report)
}

/** The sandbox as the product watches it. */
export function targetOf({ sandbox }: Running, change: (target: Target) => Target = (target) => target): Target {
  const { url, controlUrl } = sandbox
  return change(sandboxTarget({ url, controlUrl, account: SANDBOX_ACCOUNT, cliEntry: CLI_ENTRY }))
}

/** What a report says went wrong, in one line: "overloaded/provider at 'stream a message': HTTP 529". */
export function verdictLine({ outcome, failure }: Pick<RunReport, 'outcome' | 'failure'>): string {
  if (!failure) return outcome
  const { class: kind, blame, step, message } = failure
  return `${kind}/${blame} at '${step}': ${message}`
}
