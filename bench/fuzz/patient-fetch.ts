/** Sends a request as a well-behaved client does: retries a 503 after its Retry-After. */

import { setTimeout as sleep } from 'node:timers/promises'

const mostTries = 10

/** The last answer if all of them were 503: a store may also answer late because the machine is busy. */
export async function patientFetch(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) })
    const retryAfterSeconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
    if (answer.status !== 503 || Number.isNaN(retryAfterSeconds) || tries === mostTries) return answer
    await sleep(retryAfterSeconds * 1_000)
  }
}
