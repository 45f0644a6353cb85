import { defined, nearest, type Question, type Target } from '../../core/index.ts'

/**
 * The target of a plan or an order, as its probe gets it: with the plan's model and the order's question in the api door, and with `urls` and
 * `secrets` that throw for a name the configuration does not have.
 */
export function targetOfPlan(
  targets: readonly Target[],
  {
    target: targetName,
    model,
    question,
  }: { readonly target: string; readonly model?: string; readonly question?: Question },
): Target | undefined {
  const target = targets.find(({ name }) => name === targetName)
  if (!target) return undefined
  const { name, urls = {}, secrets = {}, api } = target
  return {
    ...target,
    ...(api ? { api: { ...api, ...defined({ model }), ...question } } : {}),
    urls: strict(urls, (key) =>
      missing(`target ${name} has no address "${key}"`, key, urls, `urls: { ${key}: 'https://…' }`),
    ),
    secrets: strict(secrets, (key) =>
      missing(`target ${name} has no secret "${key}"`, key, secrets, `secrets: { ${key}: env('…') }`),
    ),
  }
}

/** A record that throws for missing keys: `undefined` would be typed into a form or opened as a page. */
function strict<T extends object>(record: T, errorFor: (key: string) => Error): T {
  return new Proxy(record, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && key !== 'then' && key !== 'toJSON') throw errorFor(key)
      return Reflect.get(target, key, receiver) as unknown
    },
  })
}

function missing(what: string, key: string, record: object, line: string): Error {
  const near = nearest(key, Object.keys(record))
  const todo = near === undefined ? `Add it to the target in the configuration: ${line}` : `Did you mean "${near}"?`
  return new Error(`${what}. ${todo}`)
}
