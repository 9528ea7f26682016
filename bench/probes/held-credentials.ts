/** The credential of a logged-in user as received: kept in memory only, for the duration of the run. */

import type { Answer } from '../load/http-message.ts'
import type { Credential } from '../load/users/credential.ts'

export interface Held {
  /** Headers that authenticate the user. */
  readonly headers: Readonly<Record<string, string>>
  /** The answer to the login, and the answer that issued the current credential. */
  readonly login: Answer
  readonly answer: Answer
}

/** The same credential, with `onHeld` called for each value that it takes. */
export function watched(credential: Credential, onHeld: (held: Held) => void): Credential {
  let login: Answer | undefined
  const tell = (answer: Answer | undefined) => {
    if (login !== undefined) onHeld({ headers: credential.headers(), login, answer: answer ?? login })
  }
  return {
    headers: credential.headers,
    issued(answer, accessToken) {
      credential.issued(answer, accessToken)
      login = answer
      tell(answer)
    },
    answered(answer, accessToken) {
      credential.answered(answer, accessToken)
      if (answer.setCookies.length > 0 || accessToken !== undefined) tell(answer)
    },
    changed(password) {
      credential.changed?.(password)
      tell(login)
    },
  }
}
