import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import type { EngineOptions } from '../../../src/run/index.ts'
import { createFleet } from '../../../src/run/supervisor/fleet.ts'
import { tempFolder } from '../engine-kit.ts'
import { type FakeRunner, fakeRunner } from './fake-runner.ts'
import { fakeTiming } from './fake-timing.ts'

const folder = tempFolder()
const MODULES = [
  { file: 'a.probe.ts', module: 'a.js' },
  { file: 'b.probe.ts', module: 'b.js' },
]

function start(more: Partial<EngineOptions> = {}) {
  const timing = fakeTiming()
  const runners: FakeRunner[] = []
  const options: EngineOptions = {
    ...{ probeFiles: [], targets: [], location: 'test', stateDir: folder, browser: undefined },
    ...{ log: SILENT, clock: { now: () => 0 }, ...more },
  }
  const fleet = createFleet(options, {
    timing,
    start(given) {
      const runner = fakeRunner(given)
      runners.push(runner)
      return runner
    },
  })
  fleet.begin(MODULES)
  return { fleet, timing, runners, first: runners[0] as FakeRunner }
}

/** Runs the callbacks of settled promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

async function runOnce(runner: FakeRunner): Promise<void> {
  const id = runner.orders.length + 1
  const order = { id, file: 'a.probe.ts', probe: 'a', target: 'site', timeoutMs: 1, stepTimeoutMs: 1 }
  const report = runner.run(order, { begun: () => {}, step: () => {} })
  runner.report(id)
  await report
}

describe('the shared runner', () => {
  it('is replaced after its runs, once the new one has loaded', async () => {
    const { fleet, runners, first } = start({ recycle: { runs: 2 } })
    await runOnce(first)
    fleet.refresh()
    expect(runners).toHaveLength(1)
    await runOnce(first)
    fleet.refresh()
    expect(fleet.shared()).toBe(first)
    runners[1]?.load()
    await settle()
    expect(fleet.shared()).toBe(runners[1])
    expect(fleet.health().recycled).toBe(1)
    expect(first.lost).toBe(true)
  })

  it('is replaced at six hours of age', async () => {
    const { fleet, timing, runners } = start()
    timing.skip(6 * HOUR - 1)
    fleet.refresh()
    expect(runners).toHaveLength(1)
    timing.skip(1)
    fleet.refresh()
    expect(runners).toHaveLength(2)
  })

  it('is replaced when it is too big, which is measured every 30 s', () => {
    const { fleet, timing, runners, first } = start({ recycle: { bytes: 500 } })
    fleet.refresh()
    first.bytes = 501
    timing.skip(29_999)
    fleet.refresh()
    expect(runners).toHaveLength(1)
    timing.skip(1)
    fleet.refresh()
    expect(runners).toHaveLength(2)
  })

  it('ends its runs before it is stopped, and is not replaced twice meanwhile', async () => {
    const { fleet, timing, runners, first } = start()
    const order = { id: 7, file: 'a.probe.ts', probe: 'a', target: 'site', timeoutMs: 1, stepTimeoutMs: 1 }
    const report = first.run(order, { begun: () => {}, step: () => {} })
    timing.skip(7 * HOUR)
    fleet.refresh()
    fleet.refresh()
    expect(runners).toHaveLength(2)
    runners[1]?.load()
    await settle()
    expect(first.lost).toBe(false)
    first.report(7)
    await report
    await settle()
    expect(first.lost).toBe(true)
  })

  it('stays in use where the new one does not load', async () => {
    const { fleet, timing, runners, first } = start()
    timing.skip(7 * HOUR)
    fleet.refresh()
    runners[1]?.lose('unloaded')
    await settle()
    expect(fleet.shared()).toBe(first)
    fleet.refresh()
    expect(runners).toHaveLength(3)
  })

  it('is started again at once where one that did runs is lost, and only on demand where it did none', async () => {
    const { fleet, runners, first } = start()
    await runOnce(first)
    first.lose('died')
    await settle()
    expect(runners).toHaveLength(2)
    runners[1]?.lose('died')
    await settle()
    expect(runners).toHaveLength(2)
    expect(fleet.health().runner).toBeUndefined()
    expect(fleet.shared()).toBe(runners[2])
  })

  it('loads every module; a runner for one file loads that one, without a warm browser', () => {
    const { fleet, runners, first } = start()
    expect(first.start.setup.modules).toEqual(MODULES)
    fleet.alone('b.probe.ts')
    expect(runners[1]?.start.setup).toMatchObject({ modules: [MODULES[1]], warm: false })
  })
})

describe('a fleet that is stopped', () => {
  it('stops every runner and starts no other', async () => {
    const { fleet, timing, runners } = start()
    fleet.alone('a.probe.ts')
    await fleet.stop()
    expect(runners.map(({ lost }) => lost)).toEqual([true, true])
    timing.skip(7 * HOUR)
    fleet.refresh()
    await settle()
    expect(runners).toHaveLength(2)
    expect(() => fleet.shared()).toThrow('the engine was stopped')
  })

  it('kills without waiting when the worker exits', () => {
    const { fleet, timing, runners } = start()
    timing.skip(MINUTE)
    fleet.kill()
    expect(runners[0]?.lost).toBe(true)
    expect(() => fleet.alone('a.probe.ts')).toThrow('the engine was stopped')
  })
})
