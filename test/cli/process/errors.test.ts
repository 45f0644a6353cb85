import { describe, expect, it } from 'vitest'
import { errorText, exitCodeOf } from '../../../src/cli/process/errors.ts'
import { EXIT } from '../../../src/cli/process/exit-codes.ts'
import { unknownName } from '../../../src/cli/process/unknown-name.ts'
import { ConfigError, MonitorError } from '../../../src/core/index.ts'

const plain = (_style: unknown, text: string) => text
const textOf = (error: unknown) => errorText(error, plain)

describe('an error on the command line', () => {
  it('is what failed and what to do, without a stack', () => {
    expect(textOf(new MonitorError('usage', 'there is no such thing', { hint: 'Name another one.' }))).toBe(
      'doorwatch: there is no such thing\n  Name another one.',
    )
    expect(textOf(new MonitorError('usage', 'no'))).toBe('doorwatch: no')
  })

  it('of a configuration has every problem with its place, and the hint of each', () => {
    const problem = { source: 'doorwatch.config.ts', path: 'targets[0].key', expected: 'a secret', got: 'nothing' }
    const error = new ConfigError(
      '2 problems',
      [
        { ...problem, hint: 'Set KEY.' },
        { ...problem, path: 'x' },
      ],
      { hint: 'Fix it.' },
    )
    expect(textOf(error).split('\n')).toEqual([
      'doorwatch: 2 problems',
      '  doorwatch.config.ts: targets[0].key: expected a secret, got nothing',
      '    Set KEY.',
      '  doorwatch.config.ts: x: expected a secret, got nothing',
      '  Fix it.',
    ])
  })

  it('names the place in a file of a user, where there is one', () => {
    const error = Object.assign(new MonitorError('bundle', 'unexpected token'), { place: 'probes/a.probe.ts:3:7' })
    expect(textOf(error)).toBe('doorwatch: unexpected token\n  at probes/a.probe.ts:3:7')
  })

  it('that is unexpected has its stack, for a report', () => {
    const error = new TypeError('x is not a function')
    expect(textOf(error)).toBe(`doorwatch: x is not a function\n${error.stack}`)
    expect(textOf('a text')).toBe('doorwatch: a text')
    expect(textOf(undefined)).toBe('doorwatch: undefined')
  })

  it('ends with 2 where the caller can correct it, else with 3', () => {
    for (const code of ['usage', 'config', 'port_in_use', 'unknown_name', 'worker_running', 'drill_running']) {
      expect(exitCodeOf(new MonitorError(code, ''))).toBe(EXIT.usage)
    }
    for (const error of [
      new MonitorError('db_full', ''),
      new MonitorError('no_browser', ''),
      new Error('x'),
      'x',
      null,
    ]) {
      expect(exitCodeOf(error)).toBe(EXIT.broken)
    }
  })
})

describe('a name that does not exist', () => {
  it('is answered with the nearest one, else with all, each once', () => {
    expect(unknownName('surface', 'claude/cil', ['claude/cli', 'claude/api'])).toMatchObject({
      ...{ code: 'unknown_name', message: 'there is no surface "claude/cil"', hint: 'Did you mean "claude/cli"?' },
    })
    expect(unknownName('probe', 'zzz', ['login', 'api', 'login']).hint).toBe('Choose one of: login, api.')
    expect(unknownName('workflow', 'zzz', []).hint).toBe('Choose one of: none yet.')
  })
})
