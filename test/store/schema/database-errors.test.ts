import { expect, it } from 'vitest'
import { MonitorError } from '../../../src/core/index.ts'
import { type AdviceByCode, errorCodeOf, explainError } from '../../../src/store/schema/database-errors.ts'

const ADVICE: AdviceByCode = [
  [/^(EACCES|SQLITE_PERM)/, (place) => ({ code: 'db_path', message: `${place} cannot be opened`, hint: 'Check it.' })],
]
const thrown = (code: string, message: string) => Object.assign(new Error(message), { code })
const explained = (error: unknown) => explainError(error, ADVICE, 'the store')

it('names the code and the words of an error, the code once', () => {
  expect(explained(thrown('SQLITE_PERM', 'access permission denied'))).toMatchObject({
    code: 'db_path',
    message: 'the store cannot be opened (SQLITE_PERM: access permission denied)',
    hint: 'Check it.',
  })
  expect(explained(thrown('EACCES', "EACCES: permission denied, mkdir '/x'"))).toMatchObject({
    message: "the store cannot be opened (EACCES: permission denied, mkdir '/x')",
  })
})

it('keeps the error as the cause', () => {
  const cause = thrown('EACCES', 'EACCES: no')
  const error = explained(cause)
  expect(error).toBeInstanceOf(MonitorError)
  expect((error as MonitorError).cause).toBe(cause)
})

it('gives back what it has no advice for', () => {
  const other = thrown('EMFILE', 'too many open files')
  for (const error of [other, new Error('without a code'), 'a text', undefined]) expect(explained(error)).toBe(error)
  expect([errorCodeOf(other), errorCodeOf(Object.assign(new Error('x'), { code: 7 })), errorCodeOf('x')]).toEqual([
    'EMFILE',
    undefined,
    undefined,
  ])
})
