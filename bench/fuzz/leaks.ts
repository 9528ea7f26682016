/** Credentials in logs: what was rightly held, found again where it must never be written. Pure. */

import type { Held } from './held.ts'

/** The random parts of a credential, by which it is known wherever it turns up, whole or in pieces, escaped or not. */
export function secretsOf({ headers, refreshToken = '' }: Pick<Held, 'headers' | 'refreshToken'>): string[] {
  const sid = /(?:^|; )sid=([^;]+)/.exec(headers['cookie'] ?? '')?.[1] ?? ''
  const sent = /^\S+ (.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
  return [sid, sent, refreshToken].flatMap(wordsOf)
}

/** Long enough not to come about by chance, and never broken by an escape. */
function wordsOf(text: string): string[] {
  return text.match(/[\w-]{16,}/g) ?? []
}

/** @returns a line for each log that holds any of the secrets, or the password, in its name and that line */
export function leaksIn(
  log: { readonly name: string; readonly text: string },
  secrets: ReadonlySet<string>,
  password: string,
): string[] {
  const line = log.text
    .split('\n')
    .find((text) => text.includes(password) || wordsOf(text).some((word) => secrets.has(word)))
  return line === undefined ? [] : [`${log.name}: ${line.slice(0, 300)}`]
}
