/** The library: every attack by name. A new one is a row in one of these files. */

import type { Attack } from './attack.ts'
import { passwordAttacks } from './password-attacks.ts'
import { sessionIdAttacks } from './session-cookie-attacks.ts'
import { algorithmAttacks } from './token-algorithm.ts'
import { claimsAttacks } from './token-claims.ts'
import { formAttacks } from './token-form.ts'
import { keyAttacks } from './token-key.ts'
import { refreshAttacks } from './token-refresh.ts'
import { signatureAttacks } from './token-signature.ts'

export const attacks: Readonly<Record<string, Attack>> = {
  ...signatureAttacks,
  ...algorithmAttacks,
  ...keyAttacks,
  ...claimsAttacks,
  ...formAttacks,
  ...refreshAttacks,
  ...sessionIdAttacks,
  ...passwordAttacks,
}

/** Names of the attacks on a strategy, in the library's order. */
export function attacksOn(strategy: string, credential: Attack['against']): readonly string[] {
  return Object.entries(attacks)
    .filter(([, { against, only }]) => against === credential && (only === undefined || only.includes(strategy)))
    .map(([name]) => name)
}
