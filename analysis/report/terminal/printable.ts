/** Texts for a terminal: names and reasons may come from files of other authors, and must not contain control characters. Pure. */

/** The same value, with control characters in its texts and keys replaced. */
export function printable<Value>(value: Value): Value {
  return cleaned(value) as Value
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Cc}/gu, '\ufffd')
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [cleaned(key), cleaned(part)]))
}
