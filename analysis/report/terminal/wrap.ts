/** Text for a terminal. */

/** Breaks a line at 80 columns, its continuation indented. */
export function wrap(line: string, indent = '  '): string[] {
  const wrapped: string[] = []
  let current = indent
  for (const word of line.split(' ')) {
    if (current.length + word.length > 79 && current.trim() !== '') {
      wrapped.push(current.trimEnd())
      current = `${indent}  `
    }
    current += `${word} `
  }
  return [...wrapped, current.trimEnd()]
}
