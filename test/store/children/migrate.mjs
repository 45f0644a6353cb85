// Opens the database at argv[2] with the migrations of the folder argv[3].
import { openSqlite } from '../../../dist/src/store/sqlite/index.js'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const [path, migrationsFolder] = process.argv.slice(2)
process.stdout.write('migrating\n')
const file = await openSqlite({ path, mustExist: true, lockWaitMs: 1_000, now: 1, log, migrationsFolder })
process.stdout.write('migrated\n')
await file.close()
