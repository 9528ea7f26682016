/** JSON Schema in words, as far as the lab's schemas use it. */

import { code } from './markdown-table.ts'

export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** `whole number, 1–64`. */
export function typeOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => code(`${value}`)).join(', ')
  if (schema.const !== undefined) return code(`${schema.const}`)
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  switch (schema.type) {
    case 'integer':
      return `whole number${rangeOf(schema)}`
    case 'number':
      return `number${rangeOf(schema)}`
    case 'boolean':
      return '`true` or `false`'
    case 'array':
      return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`
    case 'string':
      return schema.pattern === undefined ? 'text' : `text like ${code(schema.pattern)}`
    default:
      return 'object'
  }
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const most = maximum?.toLocaleString('en')
  if (exclusiveMinimum !== undefined)
    return `, above ${exclusiveMinimum}${most === undefined ? '' : `, at most ${most}`}`
  if (minimum !== undefined && most !== undefined) return `, ${minimum.toLocaleString('en')}–${most}`
  if (minimum !== undefined) return `, at least ${minimum.toLocaleString('en')}`
  return most === undefined ? '' : `, at most ${most}`
}
