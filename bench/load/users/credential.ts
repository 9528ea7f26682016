/** The credential that a virtual user sends: the difference between the two client models. */

import { CookieJar } from 'tough-cookie'
import { type ClientModel, maxCookieBytes } from '../../history/operation.ts'
import type { Answer } from '../http-message.ts'

export interface Credential {
  /** Headers for the next request. */
  headers(): Readonly<Record<string, string>>
  /** A login was answered with 200: replaces the credential with the one from the answer. */
  issued(answer: Answer, accessToken: string | undefined): void
  /** Any other answer. */
  answered(answer: Answer, accessToken: string | undefined): void
  /** The account's password has changed: credentials that contain the password use the new one. */
  changed?(password: string): void
}

/** Sends name and password with every request; only a change of the password changes them. */
export function passwordCredential(username: string, password: string): Credential {
  const encode = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`,
  })
  let headers = encode(password)
  return {
    headers: () => headers,
    issued: () => {},
    answered: () => {},
    changed: (secret) => {
      headers = encode(secret)
    },
  }
}

/** Keeps the credential from the login whatever later answers set, so that every request tests the same credential. */
function frozenCredential(): Credential {
  let headers: Record<string, string> = {}
  return {
    headers: () => headers,
    issued(answer, accessToken) {
      const cookies = answer.setCookies.map((line) => line.split(';', 1)[0]).join('; ')
      headers = { ...(cookies && { cookie: cookies }), ...(accessToken && { authorization: `Bearer ${accessToken}` }) }
    },
    answered: () => {},
  }
}

function isTooLarge(setCookie: string): boolean {
  const [pair = ''] = setCookie.split(';', 1)
  return Buffer.byteLength(pair) - '='.length > maxCookieBytes
}

/** Obeys every Set-Cookie that is not too large, as browsers do, and keeps the newest token, as a page's script does. */
function browserCredential(url: string): Credential {
  let jar = new CookieJar()
  let token: string | undefined
  let headers: Record<string, string> = {}
  const obey = (answer: Answer, accessToken: string | undefined) => {
    if (answer.setCookies.length === 0 && accessToken === undefined) return
    for (const line of answer.setCookies) if (!isTooLarge(line)) jar.setCookieSync(line, url, { ignoreError: true })
    token = accessToken ?? token
    const cookies = jar.getCookieStringSync(url)
    headers = { ...(cookies && { cookie: cookies }), ...(token && { authorization: `Bearer ${token}` }) }
  }
  return {
    headers: () => headers,
    issued(answer, accessToken) {
      jar = new CookieJar()
      token = undefined
      obey(answer, accessToken)
    },
    answered: obey,
  }
}

/**
 * Neither model renews a token (`POST /refresh`): a session is a login and some follow-ups, over long before an access token
 * of `jwt-refresh` expires (60 s). Where it lasts longer, by think time or by many users under a low arrival rate, they see
 * `expired`, and would have to refresh.
 *
 * @param url any address below the mode's prefix, by which the browser decides which cookies to send
 */
export function credentialOf(client: ClientModel, url: string): Credential {
  return client === 'frozen' ? frozenCredential() : browserCredential(url)
}
