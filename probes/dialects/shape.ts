import { Fault, type StreamEvent } from 'doorwatch/probe'

/**
 * JSON of a service, read field by field. What is missing, or null, is not there; what is there and of another kind than
 * documented is a Fault `wrong_answer` that names the place: "content[0] of the reply is null where an object belongs".
 */
export interface Shape {
  field(name: string): Shape | undefined
  /** The same for a field that must be there. */
  need(name: string): Shape
  items(): readonly Shape[]
  text(): string
  number(): number
}

/** An event of a stream. @throws Fault `edge` where it is not JSON */
export function eventShape({ json }: StreamEvent): Shape {
  if (json === undefined) throw new Fault('edge', 'an event of the stream is not JSON')
  return shapeOf(json, 'an event')
}

/** `what` it is, as a message calls it: 'the reply'. `path`: where in it `value` stands. */
export function shapeOf(value: unknown, what: string, path = ''): Shape {
  const place = path === '' ? what : `${path} of ${what}`

  function odd(wanted: string): Fault {
    return new Fault('wrong_answer', `${place} is ${kindOf(value)} where ${wanted} belongs`)
  }

  function field(name: string): Shape | undefined {
    if (kindOf(value) !== OBJECT) throw odd(OBJECT)
    const inner = (value as Readonly<Record<string, unknown>>)[name] ?? undefined
    return inner === undefined ? undefined : shapeOf(inner, what, path === '' ? name : `${path}.${name}`)
  }

  return {
    field,
    need(name) {
      const found = field(name)
      if (!found) throw new Fault('wrong_answer', `${place} has no ${name}`)
      return found
    },
    items() {
      if (!Array.isArray(value)) throw odd('a list')
      return value.map((item, index) => shapeOf(item, what, `${path}[${index}]`))
    },
    text() {
      if (typeof value !== 'string') throw odd('a text')
      return value
    },
    number() {
      if (typeof value !== 'number') throw odd('a number')
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
