type AnyValue = { readonly stringValue: string } | { readonly intValue: string } | { readonly doubleValue: number }

/** A KeyValue of OTLP. */
export interface Attribute {
  readonly key: string
  readonly value: AnyValue
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** The attributes that have a value. */
export function attributesOf(values: Attributes): readonly Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  )
}

function anyValue(value: string | number): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
