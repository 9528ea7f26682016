/** Describes a value's schema violations in sentences that name the remedy. */

import type { Validator } from 'typebox/compile'

export interface Problem {
  /** Where: the keys that lead there. */
  readonly keys: readonly string[]
  readonly message: string
}

/** @param at the keys that lead to the value itself */
export function problemsOf(
  validator: Pick<Validator, 'Errors'>,
  value: unknown,
  at: readonly string[] = [],
): Problem[] {
  const problems = validator.Errors(value).flatMap((error): Problem[] => {
    const keys = error.instancePath.split('/').slice(1)
    if (error.keyword === 'boolean') return [] // said again, with the key's name, by additionalProperties
    const { additionalProperties, allowedValues, requiredProperties } = error.params as Readonly<
      Record<string, string[]>
    >
    if (additionalProperties)
      return additionalProperties.map((key) => ({ keys: [...at, ...keys, key], message: `unknown key ${key}` }))
    const expected = allowedValues ?? requiredProperties
    const found = keys.reduce((part, key) => (part as Record<string, unknown> | undefined)?.[key], value)
    const shown = typeof found === 'object' || found === undefined ? '' : `, but is ${JSON.stringify(found)}`
    const choices = allowedValues ? ` (${expected?.join(', ')})` : ''
    const name = [...at, ...keys].join('.') || 'the scenario'
    return [{ keys: [...at, ...keys], message: `${name} ${error.message}${choices}${shown}` }]
  })
  return problems.filter(({ message }, index) => problems.findIndex((other) => other.message === message) === index)
}
