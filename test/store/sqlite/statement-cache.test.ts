import BetterSqlite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { withStatementCache } from '../../../src/store/sqlite/statement-cache.ts'

function setting(mostKept?: number) {
  const database = new BetterSqlite(':memory:')
  onTestFinished(() => void database.close())
  database.exec('CREATE TABLE word (text TEXT); INSERT INTO word VALUES (1)')
  return { database, cached: withStatementCache(database, mostKept) }
}

it('prepares a statement once, and returns current rows each time', () => {
  const { database, cached } = setting()
  const count = cached.prepare('SELECT count(*) AS words FROM word')
  expect(count.all([])).toEqual([{ words: 1 }])
  database.exec('INSERT INTO word VALUES (2)')
  expect(cached.prepare('SELECT count(*) AS words FROM word')).toBe(count)
  expect(count.all([])).toEqual([{ words: 2 }])
})

it('follows a change of the schema', () => {
  const { database, cached } = setting()
  cached.prepare('SELECT * FROM word').all([])
  database.exec('ALTER TABLE word ADD COLUMN length INTEGER')
  expect(cached.prepare('SELECT * FROM word').all([])).toEqual([{ text: '1', length: null }])
})

it('drops the least recently used statement', () => {
  const { cached } = setting(2)
  const first = cached.prepare('SELECT 1')
  const second = cached.prepare('SELECT 2')
  cached.prepare('SELECT 1')
  cached.prepare('SELECT 3')
  expect(cached.prepare('SELECT 1')).toBe(first)
  expect(cached.prepare('SELECT 2')).not.toBe(second)
})
