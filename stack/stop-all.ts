/** Stops one thing after the other, and none is left out where another cannot be stopped. */

/** @throws AggregateError after the last, with every error, where some could not be stopped */
export async function stopAll(stops: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = []
  for (const stop of stops) {
    try {
      await stop()
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) {
    const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)))
    throw new AggregateError(errors, `the stack did not stop in order: ${messages.join('; ')}`)
  }
}
