// All that is special about SQLite: opening and locking a file, migrating it after a copy, explaining its errors, its
// dialect. Takes a path, gives a database of two connections that the rest of the store uses through Kysely.
export { type FilePlace, openSqlite, type SqliteFile } from './file.ts'
export { openMemorySqlite } from './memory.ts'
export { openReadOnly } from './read-only.ts'
