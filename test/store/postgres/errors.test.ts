import { expect, it } from 'vitest'
import { isStorageError, MonitorError } from '../../../src/core/index.ts'
import { toMonitorError } from '../../../src/store/postgres/errors.ts'

const explained = (code: string) =>
  toMonitorError(Object.assign(new Error('as the server said'), { code }), 'the store')

it.each([
  ['a unique index', '23505', 'store_refused'],
  ['a lock timeout', '55P03', 'db_locked'],
  ['a deadlock', '40P01', 'db_locked'],
  ['a full disk', '53100', 'db_full'],
  ['a read-only replica', '25006', 'db_readonly'],
  ['a wrong password', '28P01', 'db_path'],
  ['a missing database', '3D000', 'db_path'],
  ['a broken connection', '08006', 'db_unreachable'],
  ['a shutdown of the server', '57P01', 'db_unreachable'],
  ['a refused connection', 'ECONNREFUSED', 'db_unreachable'],
  ['a damaged page', 'XX001', 'db_corrupt'],
  ['a failing disk', '58030', 'db_io'],
])('explains %s', (_, code, ours) => {
  const error = explained(code)
  expect(error).toMatchObject({ code: ours, message: expect.stringContaining(`the store`), cause: { code } })
  expect((error as MonitorError).message).toContain(code)
  expect((error as MonitorError).hint).toMatch(/^[A-Z].*\.$/)
})

it('lets the worker continue in memory when the database fails, not when a query is wrong', () => {
  expect(['53100', '57P03', 'ETIMEDOUT'].map((code) => isStorageError(explained(code)))).toEqual([true, true, true])
  expect(isStorageError(explained('23502'))).toBe(false)
})

it('passes other errors on unchanged', () => {
  const error = explained('42601')
  expect(error).not.toBeInstanceOf(MonitorError)
  expect(toMonitorError('text', 'the store')).toBe('text')
})
