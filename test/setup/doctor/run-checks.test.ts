import { describe, expect, it, vi } from 'vitest'
import { defined, MonitorError } from '../../../src/core/index.ts'
import { type Check, type Progress, runChecks } from '../../../src/setup/doctor/index.ts'

const fine = (name: string, afterMs = 0): Check => ({
  name,
  run: () => new Promise((resolve) => setTimeout(() => resolve({ level: 'ok', text: 'fine' }), afterMs)),
})
const hangs = (name: string, limitMs?: number): Check => ({
  name,
  ...defined({ limitMs }),
  run: () => new Promise(() => {}),
})

describe('running the checks', () => {
  it('reports in order, whichever check ends first', async () => {
    const both: Check = {
      name: 'c',
      run: async () => ['one', 'two'].map((text) => ({ level: 'warn', text, todo: 'x' })),
    }
    const findings = await runChecks([fine('a', 30), fine('b'), both])
    expect(findings.map(({ check }) => check)).toEqual(['a', 'b', 'c', 'c'])
  })

  it('abandons and aborts a check that hangs, and waits for the others', async () => {
    let stopped = false
    const stubborn: Check = {
      name: 'stubborn',
      limitMs: 50,
      run(signal) {
        signal.addEventListener('abort', () => (stopped = true))
        return new Promise(() => {})
      },
    }
    const findings = await runChecks([stubborn, fine('other')], { tidyMs: 20 })
    expect(findings).toMatchObject([{ level: 'fail', text: 'no result within 50 ms' }, { level: 'ok' }])
    expect(stopped).toBe(true)
  })

  it('ends at the total timeout, whatever the timeout of each check', async () => {
    const findings = await runChecks([hangs('a', 60_000), hangs('b')], { overallMs: 40, tidyMs: 20 })
    expect(findings.map(({ text }) => text)).toEqual(['no result within 40 ms', 'no result within 40 ms'])
  })

  it('waits until an abandoned check has cleaned up', async () => {
    let ended = false
    const tidy: Check = {
      name: 'tidy',
      limitMs: 30,
      async run(signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        await new Promise((resolve) => setTimeout(resolve, 60))
        ended = true
        return { level: 'ok', text: 'too late' }
      },
    }
    expect(await runChecks([tidy])).toMatchObject([{ level: 'fail', text: 'no result within 30 ms' }])
    expect(ended).toBe(true)
  })

  it('ends early if the caller aborts, with the findings so far', async () => {
    const warnings = vi.spyOn(process, 'emitWarning')
    const interrupted = new AbortController()
    const dozen = Array.from({ length: 12 }, (_, index) => hangs(`b${index}`))
    const findings = runChecks([fine('a'), ...dozen], { signal: interrupted.signal, tidyMs: 20 })
    setTimeout(() => interrupted.abort(), 50)
    expect(await findings).toMatchObject([{ check: 'a' }])
    expect(warnings.mock.calls).toEqual([])
    warnings.mockRestore()
  })

  it('turns an error of a check into a finding, always with advice', async () => {
    const throwing = (error: unknown): Check => ({ name: 'x', run: () => Promise.reject(error) })
    const explained = new MonitorError('db_locked', 'the database is locked', { hint: 'Stop the other one.' })
    const errors = [explained, new MonitorError('odd', 'no hint'), new Error('boom'), 'odd']
    const findings = await runChecks(errors.map(throwing))
    expect(findings.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'fail the database is locked',
      'fail no hint',
      'fail boom',
      'fail odd',
    ])
    expect(findings[0]?.todo).toBe('Stop the other one.')
    for (const { todo } of findings.slice(1)) expect(todo).toContain('config')
  })

  it('reports progress', async () => {
    const seen: Progress[] = []
    await runChecks([fine('a', 40), fine('b')], { onProgress: (progress) => seen.push(progress) })
    expect(seen.map((progress) => progress.map((findings) => findings !== undefined))).toEqual([
      [false, true],
      [true, true],
    ])
  })
})
