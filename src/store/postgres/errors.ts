import { type AdviceByCode, explainError } from '../schema/database-errors.ts'

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) and the codes of Node's sockets. */
const ADVICE: AdviceByCode = [
  [
    /^23...$/,
    (place) => ({
      code: 'store_refused',
      message: `${place} rejected a row that violates its schema`,
      hint: 'The transaction was rolled back. This is a bug in Doorwatch: please report it.',
    }),
  ],
  [
    /^(40001|40P01|55P03)$/,
    (place) => ({
      code: 'db_locked',
      message: `another connection locks rows of ${place}`,
      hint: 'Doorwatch tries again. If it goes on, look for long transactions in pg_stat_activity.',
    }),
  ],
  [
    /^53100$/,
    (place) => ({
      code: 'db_full',
      message: `the disk of ${place} is full`,
      hint: 'Free space on the server. A running worker keeps results in memory and stores them then.',
    }),
  ],
  [
    /^25006$/,
    (place) => ({
      code: 'db_readonly',
      message: `${place} cannot be written`,
      hint: 'Connect to the primary server: this one is a read-only replica, or default_transaction_read_only is on.',
    }),
  ],
  [
    /^(28...|3D000|42501)$/,
    (place) => ({
      code: 'db_path',
      message: `${place} refuses this user`,
      hint: 'Check the user, the password, the name of the database and the rights of the user on its schema.',
    }),
  ],
  [
    /^(08...|57P0\d|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/,
    (place) => ({
      code: 'db_unreachable',
      message: `${place} does not answer`,
      hint: 'Check that the server runs and accepts connections from this machine. A running worker keeps results in memory until then.',
    }),
  ],
  [
    /^XX00[12]$/,
    (place) => ({
      code: 'db_corrupt',
      message: `${place} is damaged`,
      hint: 'Restore the database from a backup.',
    }),
  ],
  [
    /^58...$/,
    (place) => ({
      code: 'db_io',
      message: `the server of ${place} could not read or write its files`,
      hint: "Look at the server's log, its disk and the free space on it.",
    }),
  ],
]

/**
 * @param place names the database, without a password
 * @returns the MonitorError that says what a database or network error means; `thrown` itself where it is neither
 */
export function toMonitorError(thrown: unknown, place: string): unknown {
  return explainError(thrown, ADVICE, place)
}
