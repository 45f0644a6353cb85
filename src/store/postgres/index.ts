// All that is special about PostgreSQL: migrating a schema, explaining its errors, its dialect. Takes a pool of
// connections (of `pg`, or of PGlite in the tests), gives a database that the rest of the store uses through Kysely.
// No command opens it yet: only the store's contract runs on it.
export { openPostgres, PARSERS } from './database.ts'
