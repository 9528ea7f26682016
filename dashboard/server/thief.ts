/** Somebody else with a copy of a credential: a client of its own, since a browser sends no cookie but those it has. */

export interface Knock {
  readonly mode: string
  /** The request's `X-Request-Id`. */
  readonly id: string
  readonly cookie?: string
  readonly authorization?: string
}

export interface KnockAnswer {
  readonly status: number
  readonly replica?: string
  readonly body: string
}

const patienceMs = 12_000
const maxBodyLength = 4_000

/** Asks through the load balancer who the credential says it is; undefined where no answer comes. */
export async function knockAsThief(
  origin: string,
  { mode, id, cookie, authorization }: Knock,
): Promise<KnockAnswer | undefined> {
  const headers = { 'x-request-id': id, ...(cookie && { cookie }), ...(authorization && { authorization }) }
  try {
    const answer = await fetch(`${origin}/${mode}/me`, { headers, signal: AbortSignal.timeout(patienceMs) })
    const replica = answer.headers.get('x-replica')
    const body = (await answer.text()).slice(0, maxBodyLength)
    return { status: answer.status, ...(replica !== null && { replica }), body }
  } catch {
    return undefined
  }
}
