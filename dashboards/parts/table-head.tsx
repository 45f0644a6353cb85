/** A column of figures, which are aligned to the right. */
interface NumberColumn {
  readonly number: string
}

/** The head of a table. Columns of texts are given as strings. */
export function TableHead({ columns }: { columns: readonly (string | NumberColumn)[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) =>
          typeof column === 'string' ? (
            <th scope="col">{column}</th>
          ) : (
            <th scope="col" class="number">
              {column.number}
            </th>
          ),
        )}
      </tr>
    </thead>
  )
}

/** Columns of figures with these names. */
export function numbers(...names: readonly string[]): readonly NumberColumn[] {
  return names.map((number) => ({ number }))
}
