/** Readable JSON for `diff`: one line for each value, and one line for each list of plain values. Pure. */

export function printJson(value: unknown): string {
  return `${printed(value, '')}\n`
}

function printed(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return `[${value.map((item) => printed(item, '')).join(', ')}]`
    return block(
      '[',
      value.map((item) => printed(item, inner)),
      ']',
      indent,
    )
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return block(
    '{',
    entries.map(([key, part]) => `${JSON.stringify(key)}: ${printed(part, inner)}`),
    '}',
    indent,
  )
}

function block(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return `${open}${close}`
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isNumber))
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number'
}
