import { describe, expect, it } from 'vitest'
import { ConfigError, codeOf, isStorageError, MonitorError, messageOf } from '../../../src/core/index.ts'

const withCode = (code: unknown, cause?: unknown) =>
  Object.assign(new Error('failed', cause === undefined ? {} : { cause }), { code })

describe('a failure of the monitor', () => {
  it('has a code for programs, words for people and what to do', () => {
    const error = new MonitorError('db_locked', 'the database is locked', { hint: 'Stop the other worker.' })
    expect(error).toMatchObject({
      ...{ name: 'MonitorError', code: 'db_locked', message: 'the database is locked', hint: 'Stop the other worker.' },
    })
    expect('cause' in error).toBe(false)
    expect(new MonitorError('x', 'y', { cause: 'z' }).cause).toBe('z')
  })

  it('of a configuration has every problem', () => {
    const problem = { source: 'doorwatch.config.ts', path: 'targets[0].name', expected: 'a name', got: 'nothing' }
    const error = new ConfigError('1 problem', [problem])
    expect([error.code, error.problems, error instanceof MonitorError]).toEqual(['config', [problem], true])
  })

  it('is one of the database by its code', () => {
    expect(isStorageError(new MonitorError('db_locked', 'm'))).toBe(true)
    expect(isStorageError(new MonitorError('port_in_use', 'm'))).toBe(false)
    expect(isStorageError(Object.assign(new Error('m'), { code: 'db_locked' }))).toBe(false)
  })
})

describe('the code of an error', () => {
  it.each([
    ['of the file system', withCode('ENOENT'), 'ENOENT'],
    ['of its cause, which says more', withCode('UND_ERR', withCode('ECONNREFUSED')), 'ECONNREFUSED'],
    ['of its own where the cause has none', withCode('UND_ERR', new Error('inner')), 'UND_ERR'],
    ['of a wait that was ended', new DOMException('aborted', 'AbortError'), 'ABORT_ERR'],
    ['of a wait that was over', new DOMException('too late', 'TimeoutError'), 'ABORT_ERR'],
    [
      'of a wait in another error',
      new Error('fetch failed', { cause: new DOMException('x', 'TimeoutError') }),
      'ABORT_ERR',
    ],
    ['in words is none', withCode('not a code'), undefined],
    ['as a number is none', withCode(23), undefined],
    ['of none', new Error('failed'), undefined],
    ['of a text', 'ENOENT', undefined],
    ['of nothing', undefined, undefined],
  ])('%s is found', (_what, error, code) => {
    expect(codeOf(error)).toBe(code)
  })
})

describe('the text of anything thrown', () => {
  it.each([
    [new Error('failed'), 'failed'],
    ['failed', 'failed'],
    [42, '42'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('of %s is %j', (thrown, text) => {
    expect(messageOf(thrown)).toBe(text)
  })
})
