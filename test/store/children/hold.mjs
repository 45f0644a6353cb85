// Holds the database at argv[2] until it is killed: argv[3] 'writing' (an open transaction) or 'alone' (nobody else may open it).
import BetterSqlite from 'better-sqlite3'

const database = new BetterSqlite(process.argv[2])
if (process.argv[3] === 'alone') database.pragma('locking_mode = EXCLUSIVE')
database.exec('BEGIN IMMEDIATE; CREATE TABLE held (id INTEGER)')
process.stdout.write('held\n')
setInterval(() => {}, 1000)
