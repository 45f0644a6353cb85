import { createHash, randomBytes } from 'node:crypto'
import { defined, MonitorError } from '../../core/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { withWritableStore } from '../readings/writable-store.ts'
import { table } from '../terminal/table.ts'

interface Options {
  readonly config?: string
}

const TOKEN_BYTES = 24
/** Characters of a hash that name a token. */
const NAME_CHARACTERS = 8

/** `doorwatch reports token`: makes a token that can send reports and nothing else, and prints it once. */
export async function createToken(context: Context, options: Options): Promise<void> {
  const config = await configFor(context, options)
  const token = `dwr_${randomBytes(TOKEN_BYTES).toString('base64url')}`
  const hash = createHash('sha256').update(token).digest('hex')
  await withWritableStore(context, config, context.clock, (store) =>
    store.saveReportToken({ hash, createdAt: context.clock.now() }),
  )
  context.stdout.write(`${token}\n`)
  context.stderr.write(
    `It is shown once; only its hash is stored. Revoke it with: doorwatch reports revoke ${hash.slice(0, NAME_CHARACTERS)}\n`,
  )
}

/** `doorwatch reports list`: the tokens, by the beginnings of their hashes. */
export async function listTokens(context: Context, options: Options & { readonly json?: boolean }): Promise<void> {
  const config = await configFor(context, options)
  const tokens = await withWritableStore(context, config, context.clock, (store) => store.reportTokens())
  const rows = tokens.map(({ hash, createdAt, revokedAt }) => ({
    token: hash.slice(0, NAME_CHARACTERS),
    createdAt: new Date(createdAt).toISOString(),
    ...defined({ revokedAt: revokedAt === undefined ? undefined : new Date(revokedAt).toISOString() }),
  }))
  if (options.json) context.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else if (rows.length === 0) context.stdout.write('There is no token. Make one: doorwatch reports token\n')
  else
    context.stdout.write(
      `${table(rows.map((row) => [row.token, row.createdAt, row.revokedAt ? `revoked ${row.revokedAt}` : 'valid']))}\n`,
    )
}

/** `doorwatch reports revoke <token|all>` */
export async function revokeTokens(context: Context, name: string, options: Options): Promise<void> {
  const config = await configFor(context, options)
  const prefix = name === 'all' ? '' : name.toLowerCase()
  if (name !== 'all' && !/^[0-9a-f]{4,64}$/.test(prefix)) {
    throw new MonitorError('usage', `"${name}" matches no token`, { hint: 'List them with: doorwatch reports list' })
  }
  const revoked = await withWritableStore(context, config, context.clock, (store) =>
    store.revokeReportTokens(prefix, context.clock.now()),
  )
  if (revoked === 0) {
    throw new MonitorError('unknown_name', `there is no valid token "${name}"`, {
      hint: 'List them with: doorwatch reports list',
    })
  }
  context.stdout.write(`Revoked ${revoked === 1 ? 'one token' : `${revoked} tokens`}.\n`)
}
