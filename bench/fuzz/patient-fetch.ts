/** Asks as a well-behaved client does: a 503 that says when to come again is taken at its word. */

import { setTimeout as sleep } from 'node:timers/promises'

const mostTries = 10

/** The last answer where all of them were 503. A busy machine, too, makes a store answer late. */
export async function patientFetch(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) })
    const retryAfterSeconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
    if (answer.status !== 503 || Number.isNaN(retryAfterSeconds) || tries === mostTries) return answer
    await sleep(retryAfterSeconds * 1_000)
  }
}
