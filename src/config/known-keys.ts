import * as z from 'zod'

/** The keys that the schema allows for the object at `path` of a value; empty if it allows any key. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodUnion) {
    return [...new Set(optionsFor(inner, value).flatMap((option) => keysAt(option, path, value)))]
  }
  const [head, ...rest] = path
  if (head === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
  const next = partOf(inner, String(head))
  return next ? keysAt(next, rest, (value as Record<PropertyKey, unknown> | undefined)?.[head]) : []
}

function partOf(schema: z.ZodType, key: string): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key] as z.ZodType | undefined
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType
  return undefined
}

/** The options of a union that match the discriminator of the value; all options if none matches. */
function optionsFor(union: z.ZodUnion, value: unknown): readonly z.ZodType[] {
  const options = union.options as readonly z.ZodType[]
  if (!(union instanceof z.ZodDiscriminatedUnion)) return options
  const { discriminator } = union.def
  const kind = (value as Record<string, unknown> | undefined)?.[discriminator]
  const matches = options.filter((option) => {
    const object = unwrapped(option)
    const literal = object instanceof z.ZodObject ? object.shape[discriminator] : undefined
    return literal instanceof z.ZodLiteral && literal.values.has(kind as string)
  })
  return matches.length > 0 ? matches : options
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.unwrap() as z.ZodType)
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.in as z.ZodType) : schema
}
