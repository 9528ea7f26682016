/** Sends a request with a copied credential. The server does this, because a script cannot set a browser's cookies freely. */
import type { AttackerRequest } from '../protocol/requests.ts'

/** What the replica answered to the attacker. */
export interface AttackerResponse {
  readonly status: number
  readonly replica?: string
  readonly body: string
}

const timeoutMs = 12_000
const maxBodyLength = 4_000

/**
 * Requests `/me` through the load balancer with the copied credential.
 *
 * @returns undefined where there was no response
 */
export async function sendAsAttacker(
  origin: string,
  { mode, id, cookie, authorization }: AttackerRequest,
): Promise<AttackerResponse | undefined> {
  const headers = { 'x-request-id': id, ...(cookie && { cookie }), ...(authorization && { authorization }) }
  try {
    const response = await fetch(`${origin}/${mode}/me`, { headers, signal: AbortSignal.timeout(timeoutMs) })
    const replica = response.headers.get('x-replica')
    const body = (await response.text()).slice(0, maxBodyLength)
    return { status: response.status, ...(replica !== null && { replica }), body }
  } catch {
    return undefined
  }
}
