import { Fault, type StreamEvent } from 'doorwatch/probe'

/**
 * The JSON of a service, read field by field. A missing or null field is undefined. A field of another type than documented
 * is a Fault `wrong_answer` with its path: "content[0] of the reply is null, expected an object".
 */
export interface Shape {
  field(name: string): Shape | undefined
  /** The field `name`. @throws Fault `wrong_answer` if it is missing */
  need(name: string): Shape
  items(): readonly Shape[]
  text(): string
  number(): number
}

/** The JSON of an event of a stream. @throws Fault `edge` if it is not JSON */
export function eventShape({ json }: StreamEvent): Shape {
  if (json === undefined) throw new Fault('edge', 'an event of the stream is not JSON')
  return shapeOf(json, 'an event')
}

/**
 * The JSON `value` as a shape.
 * @param what the name of the whole in messages: 'the reply'
 * @param path the path of `value` in the whole
 */
export function shapeOf(value: unknown, what: string, path = ''): Shape {
  const place = path === '' ? what : `${path} of ${what}`

  function wrongType(expected: string): Fault {
    return new Fault('wrong_answer', `${place} is ${kindOf(value)}, expected ${expected}`)
  }

  function field(name: string): Shape | undefined {
    if (kindOf(value) !== OBJECT) throw wrongType(OBJECT)
    const inner = (value as Readonly<Record<string, unknown>>)[name] ?? undefined
    return inner === undefined ? undefined : shapeOf(inner, what, path === '' ? name : `${path}.${name}`)
  }

  return {
    field,
    need(name) {
      const inner = field(name)
      if (!inner) throw new Fault('wrong_answer', `${place} has no ${name}`)
      return inner
    },
    items() {
      if (!Array.isArray(value)) throw wrongType('a list')
      return value.map((item, index) => shapeOf(item, what, `${path}[${index}]`))
    },
    text() {
      if (typeof value !== 'string') throw wrongType('a text')
      return value
    },
    number() {
      if (typeof value !== 'number') throw wrongType('a number')
      return value
    },
  }
}

const OBJECT = 'an object'

const KINDS: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false' }

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return KINDS[typeof value] ?? OBJECT
}
